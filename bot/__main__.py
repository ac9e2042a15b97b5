"""The command line: `python -m bot`, installed as `tutorbot`."""

from typing import Annotated

import typer

from bot.commands.lines import EnvFile, run_loop, told
from bot.commands.lines_agenda import agenda
from bot.commands.lines_alert import alert
from bot.commands.lines_backup import backup, restore
from bot.commands.lines_orders import audit, order, orders, refund
from bot.commands.lines_reconcile import reconcile
from bot.shell.logs import configure_logs
from bot.shell.settings import read_settings, rehearsal_settings

app = typer.Typer(
    name="tutorbot",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with local values would show what students wrote
    rich_markup_mode=None,
    help="""A booking and payment desk inside Chatwoot: chats with students, offers free times, takes the money with
Stripe and books the lesson.

Without any account in the environment, `run` and `talk` start a rehearsal: a pretend Chatwoot and a pretend Stripe.""",
    epilog="Every setting stands in .env.example, every fact of the business in bot/business.toml.",
)


@app.command()
def run(
    env_file: EnvFile = None,
    access_log: Annotated[bool, typer.Option("--access-log", help="A line for every request.")] = False,
) -> None:
    """Start the desk; without any account, the rehearsal.

    \b
    Examples:
      python -m bot run                      the rehearsal: open the address it prints and chat
      python -m bot run --env-file .env      the desk for the Chatwoot and Stripe of .env
      PORT=9000 python -m bot run            on another port
    """
    from bot.commands.run import run as serve_desk

    with told():
        settings = read_settings(env_file)
        configure_logs(settings.log_level, access_log=access_log)
        run_loop(serve_desk(settings, access_log=access_log))


@app.command()
def talk(
    language: Annotated[
        str, typer.Option(help="What the student's browser speaks: nl, en. Empty: it does not say.")
    ] = "",
    channel: Annotated[str, typer.Option(help="website, whatsapp, telegram, sms, messenger or api.")] = "website",
    env_file: EnvFile = None,
) -> None:
    """Be a student in the terminal: the rehearsal, without a browser.

    \b
    Examples:
      python -m bot talk                     then type "hoi", or "maths for my son, Tuesday after 4"
      python -m bot talk --language en
      python -m bot talk --channel sms       a channel without buttons: choices are numbers
    """
    from bot.commands.talk import talk as converse

    with told():
        settings = rehearsal_settings(env_file)
        configure_logs("warning")
        run_loop(converse(settings, language=language, channel=channel))


@app.command()
def draw(
    flow: Annotated[str, typer.Argument(help="One flow, such as payment; all of them when left out.")] = "",
) -> None:
    """Print the state diagram as Mermaid, from the rows of the flows; or, as tables, what each event does to a payment.

    \b
    Examples:
      python -m bot draw payment
      python -m bot draw payments            every state of a payment with every event, as the rules have it
      python -m bot draw > flows.mmd         paste it into https://mermaid.live, or into Markdown
    """
    from bot.commands.draw import drawn

    with told():
        typer.echo(drawn(flow), nl=False)


@app.command()
def check(env_file: EnvFile = None) -> None:
    """Validate the settings, the business file, the flows and every sentence, without starting anything.

    \b
    Examples:
      python -m bot check
      BUSINESS_FILE=mine.toml python -m bot check
      python -m bot check --env-file .env
    """
    from bot.commands.check import check as check_everything

    with told():
        for line in check_everything(read_settings(env_file)):
            typer.echo(line)


app.command()(alert)
app.command()(backup)
app.command()(restore)


app.command()(agenda)
app.command()(orders)
app.command()(order)
app.command()(audit)
app.command()(refund)
app.command()(reconcile)


def main() -> None:
    """The command line."""
    app()


if __name__ == "__main__":
    main()
