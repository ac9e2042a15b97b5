"""The lines about orders and their money: `orders`, `order`, `audit`, `refund`."""

import getpass
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.commands.lines import AsJson, EnvFile, run_loop, told
from bot.shell.logs import configure_logs
from bot.shell.settings import read_settings

Named = Annotated[
    str,
    typer.Argument(metavar="ORDER", help="Its id, the end of its link, Stripe's pi_… or cs_…, or a part of the id."),
]


def orders(
    state: Annotated[str, typer.Option(help="pending, processing, paid, failed, expired, refunded, disputed.")] = "",
    booking: Annotated[str, typer.Option(help="proposed, held, booked, released, attention.")] = "",
    flow: Annotated[str, typer.Option(help="trial, regular, urgent, weekend.")] = "",
    since: Annotated[str, typer.Option(help="Lessons from this day on: 2026-11-30, today, tomorrow.")] = "",
    until: Annotated[str, typer.Option(help="Lessons until this day, itself included.")] = "",
    created_since: Annotated[str, typer.Option(help="Ordered on this day or later.")] = "",
    conversation: Annotated[int, typer.Option(help="Those that began in this conversation of Chatwoot.")] = 0,
    student: Annotated[str, typer.Option(help="Those of this student: Chatwoot's source id.")] = "",
    attention: Annotated[bool, typer.Option("--attention", help="With money, and waiting for a person.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="So many at most; a table shows 100, CSV and JSON all.")] = 0,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
    as_json: AsJson = False,
    env_file: EnvFile = None,
) -> None:
    """List orders, by the day of their lessons.

    \b
    Examples:
      python -m bot orders --since today
      python -m bot orders --attention              money that waits for a person
      python -m bot orders --state paid --created-since 2026-11-01 --csv > november.csv
      python -m bot orders --conversation 42 --json
    """
    from bot.commands.orders import day, judged, lines
    from bot.shell.store_books import Wanted

    with told():
        settings = read_settings(env_file)
        zone, now = settings.business.zone, datetime.now(UTC)
        wanted = Wanted(
            payment=state,
            booking=booking,
            flow=flow,
            conversation_id=conversation,
            student=student,
            attention=attention,
            since=day(since, zone, now, "--since"),
            until=day(until, zone, now, "--until", after=True),
            created_since=day(created_since, zone, now, "--created-since"),
        )
        form = "json" if as_json else "csv" if as_csv else "table"
        for line in lines(settings, judged(settings, wanted), form=form, limit=limit):
            typer.echo(line)


def order(named: Named, as_json: AsJson = False, env_file: EnvFile = None) -> None:
    """Show everything about one order: its money, and all that ever happened to it.

    \b
    Examples:
      python -m bot order order_k3v9…       the id, as in Chatwoot and in Stripe's metadata
      python -m bot order pi_3Q…            the payment, as in Stripe's dashboard
      python -m bot order k3v9 --json       a part of the id, if no other order has it
    """
    from bot.commands.order import lines

    with told():
        for line in lines(read_settings(env_file), named, as_json=as_json):
            typer.echo(line)


def audit(as_json: AsJson = False, env_file: EnvFile = None) -> None:
    """Check the books: every cent accounted for, nothing paid twice, no lesson without its payment and its time.

    Exit status 1 when anything is wrong, so that cron can tell.

    \b
    Examples:
      python -m bot audit
      python -m bot audit --json | jq .findings
    """
    from bot.commands.audit import audited, lines

    with told():
        found = audited(read_settings(env_file), datetime.now(UTC), lambda text: typer.echo(text, err=True))
        for line in lines(found, as_json=as_json):
            typer.echo(line)
    if found.findings:
        raise typer.Exit(1)


def refund(
    named: Named,
    amount: Annotated[str, typer.Option(help="So much, such as 30.00, instead of what the policy says.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="All that is left, whatever the policy says.")] = False,
    why: Annotated[str, typer.Option(help="The reason, for the record. No names: it is kept for good.")] = "",
    by: Annotated[str, typer.Option(help="Who wants it, for the record.", show_default="your user name")] = "",
    again: Annotated[bool, typer.Option("--again", help="Although the same sum was given back before.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    env_file: EnvFile = None,
) -> None:
    """Give money of an order back: what cancelling it now gives back, or so much as you say.

    All of it frees the time of the lesson; a part leaves the lesson booked. The student is told either way.

    \b
    Examples:
      python -m bot refund order_k3v9…                        by policy, after asking you
      python -m bot refund order_k3v9… --amount 30.00 --why "lesson ended early"
      python -m bot refund order_k3v9… --all --yes            everything, without asking
    """
    from bot.commands.refund import Wish, cents_of
    from bot.commands.refund import refund as give_back
    from bot.shell.app import real_now

    if amount and everything:
        raise typer.BadParameter("say either how much, or --all", param_hint="--amount")

    def agreed(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            raise typer.BadParameter("nobody can be asked here; add --yes", param_hint="--yes")
        return typer.confirm(question)

    with told():
        settings = read_settings(env_file)
        configure_logs("warning")
        cents = 0 if everything else cents_of(amount) if amount else None
        wish = Wish(cents, why, by or getpass.getuser(), again)
        status = run_loop(give_back(settings, named, wish, agreed, real_now))
    if status:
        raise typer.Exit(status)
