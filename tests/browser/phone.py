"""What a person does with the rehearsal's page, in words."""

import re

from playwright.sync_api import FrameLocator, Locator, Page, expect


class Phone:
    """The student's phone that is in view, and the panes beside it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_label("Message", exact=True)

    @property
    def said(self) -> Locator:
        """What the desk and the team said."""
        return self.page.locator(".message.bot, .message.person")

    @property
    def choices(self) -> Locator:
        """The buttons of the newest question."""
        return self.page.locator(".message.fresh .choice")

    def begins(self, text: str, *, channel: str = "Website", language: str = "Dutch") -> None:
        """A new student says the first thing."""
        self.page.get_by_text(channel, exact=True).click()
        if channel == "Website":  # the others do not tell, or tell the phone's
            self.page.get_by_text(language, exact=True).click()
        self.writes(text)

    def writes(self, text: str) -> None:
        """Typed, and sent with Enter."""
        self.box.fill(text)
        self.box.press("Enter")

    def sees(self, words: str) -> Locator:
        """The newest message with these words, once it is there."""
        found = self.said.filter(has_text=re.compile(words)).last
        expect(found).to_be_visible()
        return found

    def taps(self, words: str = "") -> None:
        """The choice with these words, or the first one; the question is spent afterwards."""
        question = self.page.locator(".message.fresh")
        key = question.get_attribute("data-key")
        question.locator(".choice", has_text=re.compile(words)).first.click()
        expect(self.page.locator(f'.message.fresh[data-key="{key}"]')).to_have_count(0)

    def reaches(self, words: str, *, name: str) -> None:
        """Answers what is asked on the way, with the first choice or the name, until there is a choice with these words."""
        expect(self.said.first).to_be_visible()
        for _ in range(8):
            if self.choices.filter(has_text=words).count():
                return
            said = self.said.count()
            if self.choices.count():
                self.choices.first.click()
            else:
                self.writes(name)
            expect(self.said).not_to_have_count(said)
        raise AssertionError(f"no choice {words!r} was reached; the phone shows {self.said.last.inner_text()}")

    def opens_link(self) -> FrameLocator:
        """The newest link, opened in the phone."""
        self.page.locator(".message.bot a[href*='/p/']").last.click()
        return self.page.frame_locator(".web iframe")

    def shows_label(self, label: str) -> None:
        """The team sees this label."""
        expect(self.page.locator(f'[data-label="{label}"]')).to_be_visible()

    def has_status(self, status: str) -> None:
        """The team sees this status."""
        expect(self.page.locator(f'#staff [data-status="{status}"]')).to_be_attached()

    def is_at(self, step: str) -> None:
        """The chart lights a step whose name fits."""
        expect(self.page.locator(".engine-where [data-step]")).to_have_text(re.compile(step))
        expect(self.page.locator(".node.lit")).to_have_count(1)

    def opens_list(self, title: str) -> Locator:
        """A list of the engine."""
        self.page.get_by_role("tab", name=re.compile(rf"^{title}")).click()
        return self.page.locator(".engine-list")

    def trouble(self, title: str) -> None:
        """A switch or a button of the drawer."""
        if self.page.locator("#drawer").is_hidden():
            self.page.get_by_role("button", name=re.compile("^Troubles")).click()
        self.page.locator("#drawer").get_by_text(title, exact=True).first.click()
