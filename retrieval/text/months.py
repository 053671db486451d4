"""Months of the Gregorian calendar.

`calendar` knows them too, but brings `locale` along, and a question should not wait for that.
"""

from datetime import date, timedelta


def days_in(year: int, month: int) -> int:
    """How many days a month has. Raises ValueError where there is no such month."""
    late = date(year, month, 28)
    if month == 12:
        return 31
    # Four days later it is the next month, and so much of it as this one lacks to 32 days.
    return 32 - (late + timedelta(4)).day


def months_later(day: date, months: int) -> date:
    """The same day so many months later (earlier, if negative), or that month's last day.

    Raises ValueError beyond the years that `date` knows, 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"year {year} is out of range")
    return date(year, month + 1, min(day.day, days_in(year, month + 1)))
