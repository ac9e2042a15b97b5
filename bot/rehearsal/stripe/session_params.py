"""What `POST /v1/checkout/sessions` takes and refuses."""

from typing import Any

from bot.rehearsal.stripe.errors import invalid, missing_parameter, no_such, unknown_parameter
from bot.rehearsal.stripe.forms import boolean, integer
from bot.rehearsal.wire import Json

# The parameters of stripe-python 16.1's SessionCreateParams; `payment_method_types` left with endive.
_TOP_LEVEL = """adaptive_pricing after_expiration allow_promotion_codes allowed_payment_method_types automatic_tax
    billing_address_collection branding_settings cancel_url client_reference_id consent_collection currency
    custom_fields custom_text customer customer_account customer_creation customer_email customer_update discounts
    excluded_payment_method_types expand expires_at integration_identifier invoice_creation line_items locale
    managed_payments metadata mode name_collection optional_items origin_context payment_intent_data
    payment_method_collection payment_method_configuration payment_method_data payment_method_options permissions
    phone_number_collection redirect_on_completion return_url saved_payment_method_options setup_intent_data
    shipping_address_collection shipping_options submit_type subscription_data success_url tax_id_collection ui_mode
    wallet_options"""
TOP_LEVEL = frozenset(_TOP_LEVEL.split())
_NESTED = {
    "line_items": "adjustable_quantity metadata price price_data quantity tax_rates",
    "price_data": "currency product product_data recurring tax_behavior unit_amount unit_amount_decimal",
    "product_data": "description images metadata name tax_code tax_details unit_label",
    "payment_intent_data": "application_fee_amount capture_method description metadata on_behalf_of receipt_email "
    "setup_future_usage shipping statement_descriptor statement_descriptor_suffix transfer_data transfer_group",
    "after_expiration": "recovery",
    "custom_text": "after_submit shipping_address submit terms_of_service_acceptance",
    "wallet_options": "link",
    "adaptive_pricing": "enabled",
}
_LOCALES = """auto bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hi-IN hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR
    ro ru sk sl sv th tr vi zh zh-HK zh-TW"""
LOCALES = frozenset(_LOCALES.split())
_CHOICES = {
    "mode": frozenset(("payment", "setup", "subscription")),
    "locale": LOCALES,
    "submit_type": frozenset(("auto", "book", "donate", "pay", "subscribe")),
    "ui_mode": frozenset(("hosted_page", "embedded_page", "elements", "form")),
    "customer_creation": frozenset(("always", "if_required")),
}
_LONGEST = {"client_reference_id": 200, "integration_identifier": 200, "success_url": 5000, "cancel_url": 5000}
_HALF_HOUR, _DAY = 30 * 60, 24 * 60 * 60


def checked(params: Json, now: int, prices: dict[str, Json]) -> list[Json]:
    """The lines with their amounts, once every parameter is acceptable; else a 400 is raised."""
    _refuse_unknown(params)
    for name, allowed in _CHOICES.items():
        if name in params and params[name] not in allowed:
            raise invalid(f"Invalid {name}: must be one of {', '.join(sorted(allowed))}", name)
    if "mode" not in params:
        raise missing_parameter("mode")
    for name, longest in _LONGEST.items():
        if len(str(params.get(name, ""))) > longest:
            raise invalid(f"Invalid string: {name} must be at most {longest} characters", name)
    if params.get("ui_mode", "hosted_page") == "hosted_page" and not params.get("success_url"):
        raise missing_parameter("success_url")
    _check_expiry(params, now)
    _check_metadata(params.get("metadata"), "metadata")
    payment = params.get("payment_intent_data") or {}
    _check_metadata(payment.get("metadata"), "payment_intent_data[metadata]")
    if len(payment.get("statement_descriptor_suffix", "")) > 22:
        name = "payment_intent_data[statement_descriptor_suffix]"
        raise invalid("The statement descriptor suffix must be at most 22 characters.", name)
    if "enabled" in (params.get("adaptive_pricing") or {}):
        boolean(params["adaptive_pricing"]["enabled"], "adaptive_pricing[enabled]")
    return _lines(params, prices)


def _refuse_unknown(params: Json) -> None:
    for name in params:
        if name not in TOP_LEVEL:
            raise unknown_parameter(name)
    for name, value in params.items():
        _refuse_unknown_inside(name, name, value)


def _refuse_unknown_inside(name: str, shown: str, value: Any) -> None:
    if isinstance(value, list):
        for at, each in enumerate(value):
            _refuse_unknown_inside(name, f"{shown}[{at}]", each)
    elif isinstance(value, dict):
        allowed = _NESTED[name].split() if name in _NESTED else None
        for key, inner in value.items():
            if allowed is not None and key not in allowed:
                raise unknown_parameter(f"{shown}[{key}]")
            _refuse_unknown_inside(key, f"{shown}[{key}]", inner)


def _check_expiry(params: Json, now: int) -> None:
    if "expires_at" not in params:
        return
    expires_at = integer(params["expires_at"], "expires_at")
    if expires_at < now + _HALF_HOUR:
        text = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise invalid(text, "expires_at")
    if expires_at > now + _DAY:
        text = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise invalid(text, "expires_at")


def _check_metadata(metadata: Any, name: str) -> None:
    if metadata is None or metadata == "":
        return
    if not isinstance(metadata, dict):
        raise invalid("Invalid object", name)
    if len(metadata) > 50:
        raise invalid("You can have up to 50 keys in metadata.", name)
    for key, value in metadata.items():
        if len(key) > 40:
            raise invalid(f"Metadata keys can have up to 40 characters; '{key[:40]}…' has {len(key)}.", name)
        if not isinstance(value, str) or len(value) > 500:
            raise invalid("Metadata values are strings of up to 500 characters.", f"{name}[{key}]")


def _lines(params: Json, prices: dict[str, Json]) -> list[Json]:
    lines = params.get("line_items")
    if not isinstance(lines, list) or not lines:
        raise missing_parameter("line_items")
    if len(lines) > 100:
        raise invalid("You can have at most 100 line items.", "line_items")
    return [_line(each, f"line_items[{at}]", prices) for at, each in enumerate(lines)]


def _line(line: Json, shown: str, prices: dict[str, Json]) -> Json:
    if "quantity" not in line:
        raise missing_parameter(f"{shown}[quantity]")
    quantity = integer(line["quantity"], f"{shown}[quantity]")
    if ("price" in line) == ("price_data" in line):
        raise invalid("You must specify either `price` or `price_data` for each line item.", shown)
    if "price" in line:
        price = prices.get(line["price"])
        if price is None:
            raise no_such("price", line["price"], f"{shown}[price]", status=400)
        return {"quantity": quantity, "price": price, "description": price["nickname"]}
    return {"quantity": quantity, **_inline_price(line["price_data"], f"{shown}[price_data]")}


def _inline_price(data: Json, shown: str) -> Json:
    for name in ("currency", "unit_amount"):
        if name not in data:
            raise missing_parameter(f"{shown}[{name}]")
    product = data.get("product_data") or {}
    if "product" not in data and not product.get("name"):
        raise missing_parameter(f"{shown}[product_data][name]")
    amount = integer(data["unit_amount"], f"{shown}[unit_amount]")
    if amount < 0:
        raise invalid("This value must be greater than or equal to 0.", f"{shown}[unit_amount]")
    price = {"id": None, "object": "price", "currency": data["currency"].lower(), "unit_amount": amount}
    return {"price": price, "description": product.get("name") or data.get("product")}
