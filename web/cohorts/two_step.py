"""The second step of a sign-in: staff who have turned it on give a code from their phone, or one of their recovery codes."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from web.training.people import ADMIN, EDUCATOR, has_role

WAITING = "second_step_waiting"  # in the session while only the password has been given
OPEN_WITHOUT = {"sign_in_code", "sign_in", "sign_out", "help", "healthz"}
RECOVERY_CODES = 8


def may_use(person: User) -> bool:
    """Tell whether the second step is offered: to everybody who can read what others wrote."""
    return person.is_staff or has_role(person, EDUCATOR) or has_role(person, ADMIN)


def device_of(person: User) -> TOTPDevice | None:
    """Return the phone that gives a person's codes, once it has proved that it does."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=person, confirmed=True).first()
    return found


def new_device(person: User) -> TOTPDevice:
    """Return the device that a person is about to set up; a page loaded twice shows the same key."""
    device: TOTPDevice = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": "phone"})[0]
    return device


def key_of(device: TOTPDevice) -> str:
    """Return the key for those who type it instead of scanning, in groups of four."""
    key = base64.b32encode(device.bin_key).decode("ascii").rstrip("=")
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def confirm(device: TOTPDevice, code: str) -> list[str]:
    """Turn the second step on if the code is right and return the recovery codes, shown this once; else return none."""
    if not device.verify_token(_digits(code)):
        return []
    TOTPDevice.objects.filter(user=device.user, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    StaticDevice.objects.filter(user=device.user).delete()
    spare = StaticDevice.objects.create(user=device.user, name="recovery codes")
    codes = [str(StaticToken.random_token()) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=spare, token=code) for code in codes)
    return codes


def is_right(person: User, code: str) -> bool:
    """Tell whether a code opens the second step; wrong ones make the next try wait longer, and a recovery code works once."""
    device, spare = device_of(person), StaticDevice.objects.filter(user=person).first()
    if device is not None and len(_digits(code)) == device.digits and _digits(code) == code.replace(" ", ""):
        return bool(device.verify_token(_digits(code)))
    return spare is not None and bool(spare.verify_token(code.strip().lower()))


def turn_off(person: User) -> None:
    """Forget the phone and the recovery codes."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


@receiver(user_logged_in)
def ask_for_second_step(sender: Any, request: HttpRequest | None, user: User, **_: Any) -> None:
    """Mark the new session as half open when the person has turned the second step on."""
    if request is not None and hasattr(request, "session") and device_of(user) is not None:
        request.session[WAITING] = True


class AskForSecondStep:
    """Middleware: a half-open session reaches nothing but the page that asks for the code, the way out, and real help."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Lead a half-open session to the second step."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.session.get(WAITING) and name.removeprefix("cohorts:") not in OPEN_WITHOUT:
            return redirect("cohorts:sign_in_code")
        return None


def _digits(code: str) -> str:
    return "".join(character for character in code if character.isascii() and character.isdigit())
