"""Stripe's objects as JSON: Checkout Session, PaymentIntent, Charge, Refund, Price."""

import secrets
import string

from bot.rehearsal.stripe.forms import integer
from bot.rehearsal.wire import Json

_LETTERS = string.ascii_letters + string.digits
_DAY = 24 * 60 * 60
_OPTIONS: Json = {
    "card": {"installments": None, "mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
}
_NO_ADDRESS: Json = {"city": None, "country": "NL", "line1": None, "line2": None, "postal_code": None, "state": None}


def new_id(prefix: str, length: int = 24) -> str:
    """A fresh id: the prefix, an underscore, letters and digits."""
    return f"{prefix}_{''.join(secrets.choice(_LETTERS) for _ in range(length))}"


def price_object(id_: str, unit_amount: int, currency: str = "eur", name: str = "Lesson") -> Json:
    """A provisioned Price."""
    return {
        "id": id_,
        "object": "price",
        "active": True,
        "billing_scheme": "per_unit",
        "created": 1_700_000_000,
        "currency": currency,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": name,
        "product": f"prod_{id_.partition('_')[2]}",
        "recurring": None,
        "tax_behavior": "unspecified",
        "type": "one_time",
        "unit_amount": unit_amount,
        "unit_amount_decimal": str(unit_amount),
    }


def session_object(params: Json, lines: list[Json], methods: list[str], now: int, page: str) -> Json:
    """A new, open Checkout Session; its PaymentIntent is null until the customer confirms."""
    id_ = new_id("cs_test", 58)
    total = sum(each["quantity"] * each["price"]["unit_amount"] for each in lines)
    expires_at = integer(params["expires_at"], "expires_at") if "expires_at" in params else now + _DAY
    return _session_defaults() | {
        "id": id_,
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": total,
        "amount_total": total,
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "currency": lines[0]["price"]["currency"],
        "customer_email": params.get("customer_email"),
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "expires_at": expires_at,
        "integration_identifier": params.get("integration_identifier"),
        "locale": params.get("locale"),
        "metadata": dict(params.get("metadata") or {}),
        "mode": params["mode"],
        "payment_method_types": methods,
        "payment_status": "unpaid" if total else "no_payment_required",
        "status": "open",
        "submit_type": params.get("submit_type"),
        "success_url": params.get("success_url"),
        "url": f"{page}/{id_}#fidkdWxOYHwnPyd1blppbHNgWjA0",
    }


def _session_defaults() -> Json:
    empty = (
        "after_expiration allow_promotion_codes billing_address_collection client_secret consent "
        "consent_collection currency_conversion customer customer_account customer_details invoice name_collection "
        "optional_items payment_intent payment_link permissions recovered_from saved_payment_method_options "
        "setup_intent shipping_address_collection shipping_cost subscription wallet_options"
    )
    texts = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    defaults: Json = {"id": "", "object": "checkout.session"} | dict.fromkeys(empty.split())
    return defaults | {
        "adaptive_pricing": {"enabled": False},
        "collected_information": dict.fromkeys(("business_name", "individual_name", "shipping_details")),
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "branding_settings": {
            "background_color": "#ffffff",
            "border_style": "rounded",
            "button_color": "#0074d4",
            "display_name": "Rehearsal",
            "font_family": "default",
            "icon": None,
            "logo": None,
        },
        "custom_fields": [],
        "custom_text": dict.fromkeys(texts),
        "customer_creation": "if_required",
        "discounts": [],
        "invoice_creation": {"enabled": False, "invoice_data": {"metadata": {}}},
        "livemode": False,
        "managed_payments": {"enabled": False},
        "origin_context": None,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": {"id": "pmc_rehearsal", "parent": None},
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }


def customer_details(email: str | None) -> Json:
    """What Checkout collected from the payer."""
    kept: Json = dict.fromkeys(("business_name", "individual_name", "phone"))
    name = "P. Payer"
    return kept | {"address": dict(_NO_ADDRESS), "email": email, "name": name, "tax_exempt": "none", "tax_ids": []}


def payment_intent_object(session: Json, data: Json, now: int) -> Json:
    """The PaymentIntent a Session makes when its customer confirms for the first time."""
    id_ = new_id("pi")
    empty = (
        "application application_fee_amount automatic_payment_methods canceled_at cancellation_reason customer "
        "customer_account last_payment_error latest_charge next_action on_behalf_of payment_method processing review "
        "setup_future_usage shipping source transfer_data transfer_group statement_descriptor"
    )
    fields: Json = {"id": id_, "object": "payment_intent"} | dict.fromkeys(empty.split())
    return fields | {
        "allowed_payment_method_types": session["allowed_payment_method_types"],
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic_async",
        "client_secret": f"{id_}_secret_rehearsal",
        "confirmation_method": "automatic",
        "created": now,
        "currency": session["currency"],
        "description": data.get("description"),
        "excluded_payment_method_types": session["excluded_payment_method_types"],
        "livemode": False,
        "managed_payments": {"enabled": False},
        "metadata": dict(data.get("metadata") or {}),
        "payment_method_configuration_details": session["payment_method_configuration_details"],
        "payment_method_options": {each: dict(_OPTIONS.get(each, {})) for each in session["payment_method_types"]},
        "payment_method_types": list(session["payment_method_types"]),
        "receipt_email": data.get("receipt_email"),
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
    }


def charge_object(intent: Json, method: str, email: str | None, now: int) -> Json:
    """A Charge of the intent, not yet decided."""
    empty = (
        "application application_fee application_fee_amount balance_transaction customer failure_balance_transaction "
        "failure_code failure_message on_behalf_of receipt_number review shipping source source_transfer "
        "statement_descriptor transfer_data transfer_group"
    )
    fields: Json = {"id": new_id("ch"), "object": "charge"} | dict.fromkeys(empty.split())
    billing = {"address": dict(_NO_ADDRESS), "email": email, "name": "P. Payer", "phone": None, "tax_id": None}
    return fields | {
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": billing,
        "calculated_statement_descriptor": "REHEARSAL",
        "captured": False,
        "created": now,
        "currency": intent["currency"],
        "description": intent["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": new_id("pm"),
        "payment_method_details": {"type": method, method: _method_details(method)},
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_url": None,
        "refunded": False,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "pending",
    }


def _method_details(method: str) -> Json:
    if method == "card":
        return {"brand": "visa", "country": "NL", "exp_month": 8, "exp_year": 2034, "funding": "debit", "last4": "4242"}
    if method == "ideal":
        return {"bank": "ing", "bic": "INGBNL2A", "transaction_id": new_id("tr"), "verified_name": "P. Payer"}
    return {"bank_code": None, "country": "NL", "last4": "3000"}


def refund_object(charge: Json, amount: int, reason: str | None, metadata: Json, now: int) -> Json:
    """A Refund that went through at once."""
    kept: Json = dict.fromkeys(
        ("customer", "customer_account", "receipt_number", "source_transfer_reversal", "transfer_reversal")
    )
    return kept | {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": new_id("txn"),
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "destination_details": {"type": charge["payment_method_details"]["type"]},
        "metadata": metadata,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": reason,
        "status": "succeeded",
    }
