"""Headers every page carries."""

from collections.abc import Mapping

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
    # Browsers apply form-action to redirects, too, and the form's redirect ends at Stripe (or its custom domain).
    "form-action 'self' https:{plain}; base-uri 'none'; frame-ancestors {frames}"
)


def headers(*, rehearsal: bool) -> Mapping[str, str]:
    """Nothing from elsewhere, nothing stored, nothing told to the next site.

    `Referrer-Policy` is not `no-referrer`: with that, browsers would send `Origin: null` with our own forms.
    """
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": POLICY.format(
            plain=" http:" if rehearsal else "",
            frames="'self'"
            if rehearsal
            else "'none'",  # the rehearsal's chat page opens links in a frame, as phones do
        ),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }
