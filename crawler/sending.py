"""A message on its way to a person: handed to a mail server, or posted to a web address."""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from crawler.alarm_settings import AlarmSettings, MailServer
from crawler.fault import one_line

SECONDS = 20.0
"""How long a server may take for each answer: the crawl's process waits for it."""


class Untold(Exception):
    """A message could not be sent. One line that says where to and why, without secrets."""


def send_mail(settings: AlarmSettings, password: str | None, subject: str, text: str) -> None:
    """Hand one mail to the server.

    Encrypted where the server can do that; a password is sent in no other way, but to this machine itself.

    :raises Untold: it was not taken.
    """
    server = settings.server
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = settings.sender or settings.mail[0]
    mail["To"] = ", ".join(settings.mail)
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain=mail["From"].rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer by a machine is wanted
    mail.set_content(text)
    try:
        _hand_in(server, password, mail)
    except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
        raise Untold(f"no mail by {server.host}:{server.port}: {_why(error)}") from error


def _hand_in(server: MailServer, password: str | None, mail: EmailMessage) -> None:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.tls:
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with connection:
        connection.ehlo_or_helo_if_needed()
        is_safe = server.tls
        if not is_safe and connection.has_extn("starttls"):
            # This machine's own server has a certificate in no public name, and nobody listens in between.
            connection.starttls(context=_unchecked() if _is_here(server.host) else context)
            connection.ehlo()
            is_safe = True
        if server.user is not None:
            if password is None:
                raise Untold(
                    f"no mail by {server.host}: there is no password for {server.user}; "
                    "set password_file under [alarms], or KLIPING_SMTP_PASSWORD"
                )
            if not is_safe and not _is_here(server.host):
                raise Untold(
                    f"no mail by {server.host}: it offers no encryption, so the password was not sent"
                )
            connection.login(server.user, password)
        connection.send_message(mail)


def _is_here(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


def _unchecked() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def post(url: str, message: Mapping[str, Any]) -> None:
    """Post a message as JSON. A redirect is not followed: what was meant for one server is not for another.

    :raises Untold: any other answer than 2xx, or none in time.
    """
    host = urlsplit(url).netloc.rpartition("@")[2]
    request = Request(  # noqa: S310 - the configuration takes http and https only
        url,
        data=json.dumps(message, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "Kliping"},
    )
    try:
        with build_opener(_NoRedirect).open(request, timeout=SECONDS):
            pass
    except HTTPError as error:
        with error:
            raise Untold(f"the webhook at {host} answered {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise Untold(f"no answer of the webhook at {host}: {_why(error)}") from error


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """None: then the redirect is an error."""


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "user or password were not accepted"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = "; ".join(
            f"{address}: {_said(code, why)}" for address, (code, why) in error.recipients.items()
        )
        return one_line(f"refused for {said}")
    if isinstance(error, smtplib.SMTPResponseException):
        return one_line(_said(error.smtp_code, error.smtp_error))
    reason = getattr(error, "reason", None)
    cause = reason if isinstance(reason, Exception) else error
    if isinstance(cause, TimeoutError):
        return f"no answer in {SECONDS:g} seconds"
    if isinstance(cause, socket.gaierror):
        return "its name is unknown"
    return one_line(getattr(cause, "strerror", None) or str(cause) or type(cause).__name__)


def _said(code: int, why: bytes | str) -> str:
    return f"{code} {why.decode('utf-8', 'replace') if isinstance(why, bytes) else why}"
