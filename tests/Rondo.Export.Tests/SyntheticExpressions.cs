namespace Rondo.Export.Tests;

/// <summary>Expressions over the synthetic columns that every target can have.</summary>
static class SyntheticExpressions
{
    public static readonly string[] Columns =
    [
        "ratio = amount / (count + 3)",
        "power = abs(score) ^ 1.5 + exp(score / 10) - log1p(abs(amount))",
        "rounded = round(amount) + round(score, 1) + floor(score) - ceil(amount / 2)",
        "rest = count % 7 + score % 2.5",
        "tall = `Größe (cm)` > 180 and flag",
        "either = not flag or count >= 4 or score != 2",
        "choice = if(score > 3 and count < 20, sqrt(amount), min(score, 4, count) - max(score, 0))",
        "filled = coalesce(amount, score, 0)",
        "clipped = clip(score, -5, 5)",
        "banded = bin(`Größe (cm)`, 160, 170.5, 185)",
        "few = count in (1, 2, 3, 5, 8)",
        "red = colour == 'rot' or colour in ('grün', '黄色')",
        "lacks = is_missing(colour) or is_missing(amount)",
        "shade = if(flag, colour, city)",
        "age = days(timestamp(at) - timestamp(utc))",
        "since = years(day - date('2010-05-17'))",
        "month_of = month(day) * 100 + weekday(at) + hour(utc)",
        "week_of = week(day) + day_of_year(at) + quarter(utc) + minute(at) + second(at) + year(day)",
        "whole = int64(score * 3.7) - 2",
    ];
}
