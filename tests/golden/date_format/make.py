"""Texts read by Python's datetime.strptime: days since 1970 and microseconds of the day, or null where it refuses them."""
import datetime
import json
import pathlib
import random
import sys

random.seed(7)
FORMATS = ["%b %d %Y", "%d/%m/%Y", "%m/%d/%y", "%Y-%j", "%d. %B %Y", "%Y%m%d", "%d/%m/%Y %H:%M", "%b %d, %Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S.%f", "%a %d %b %Y", "%A, %B %d, %Y", "%d%%%m%%%Y"]
EPOCH = datetime.datetime(1970, 1, 1)
cases = []


def add(text, form):
    try:
        read = datetime.datetime.strptime(text, form) - EPOCH
        cases.append([text, form, read.days, read.seconds * 1_000_000 + read.microseconds])
    except ValueError:
        cases.append([text, form, None, None])


for form in FORMATS:
    for _ in range(12):
        moment = EPOCH + datetime.timedelta(days=random.randint(0, 24000), microseconds=random.randrange(86_400_000_000))
        text = moment.strftime(form)
        add(text, form)
        add(text.upper(), form)
        add(text[:-1], form)
        add(text + "x", form)
for text, form in [("Feb 29 2001", "%b %d %Y"), ("Feb 29 2000", "%b %d %Y"), ("2000-366", "%Y-%j"), ("1/2/68", "%m/%d/%y"), ("1/2/69", "%m/%d/%y"),
                   ("Jan 1, 2001 12:00:00 AM", "%b %d, %Y %I:%M:%S %p"), ("Jan 1, 2001 12:00:00 pm", "%b %d, %Y %I:%M:%S %p"), ("13/13/2001", "%d/%m/%Y"), ("", "%Y%m%d"), ("2001-01-01T00:00:00.5", "%Y-%m-%dT%H:%M:%S.%f")]:
    add(text, form)
out = {"made_by": f"Python {sys.version.split()[0]}, seed 7", "cases": cases}
pathlib.Path(__file__).with_name("strptime.json").write_text(json.dumps(out, indent=None, separators=(",", ":")) + "\n")
