"""What counts as an email address here."""

from email_validator import EmailNotValidError, validate_email

from shopchat.core.errors import Invalid


def normalise_email(email: str, *, loc: tuple[str | int, ...] = ("body", "email")) -> str:
    """The address in lower case, as it is stored and compared. Raises `Invalid` for one that could reach nobody.

    No name server is asked: an address may be right while its domain does not answer.
    """
    try:
        address = validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise Invalid("This is not a valid email address.", loc=loc) from error
    if len(address) > 255:
        raise Invalid("An email address has at most 255 characters.", loc=loc)
    return address
