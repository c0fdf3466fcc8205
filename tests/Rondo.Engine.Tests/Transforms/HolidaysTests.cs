using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

/// <summary>holidays and epoch.</summary>
public class HolidaysTests
{
    // As published: opm.gov, gov.uk (both without weekends' own days), the ministries' lists of the others.
    [Theory]
    [InlineData("us", "2021-01-01 2021-01-18 2021-02-15 2021-05-31 2021-06-18 2021-07-05 2021-09-06 2021-10-11 2021-11-11 2021-11-25 2021-12-24 2021-12-31")]
    [InlineData("us", "2022-01-17 2022-02-21 2022-05-30 2022-06-20 2022-07-04 2022-09-05 2022-10-10 2022-11-11 2022-11-24 2022-12-26")]
    [InlineData("us", "2023-01-02 2023-01-16 2023-02-20 2023-05-29 2023-06-19 2023-07-04 2023-09-04 2023-10-09 2023-11-10 2023-11-23 2023-12-25")]
    [InlineData("uk", "2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28")]
    [InlineData("england", "2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27")]
    [InlineData("uk", "2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26")]
    [InlineData("uk", "2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28")]
    [InlineData("de", "2021-01-01 2021-04-02 2021-04-05 2021-05-13 2021-05-24")]
    [InlineData("de", "2022-04-15 2022-04-18 2022-05-26 2022-06-06 2022-10-03 2022-12-26")]
    [InlineData("de", "2023-04-07 2023-04-10 2023-05-01 2023-05-18 2023-05-29 2023-10-03 2023-12-25 2023-12-26")]
    [InlineData("fr", "2021-01-01 2021-04-05 2021-05-13 2021-05-24 2021-07-14 2021-11-01 2021-11-11")]
    [InlineData("fr", "2022-04-18 2022-05-26 2022-06-06 2022-07-14 2022-08-15 2022-11-01 2022-11-11")]
    [InlineData("fr", "2023-04-10 2023-05-01 2023-05-08 2023-05-18 2023-05-29 2023-07-14 2023-08-15 2023-11-01 2023-12-25")]
    [InlineData("ca", "2021-01-01 2021-04-02 2021-05-24 2021-07-01 2021-09-06 2021-09-30 2021-10-11 2021-11-11")]
    [InlineData("ca", "2022-04-15 2022-05-23 2022-07-01 2022-09-05 2022-09-30 2022-10-10 2022-11-11 2022-12-26")]
    [InlineData("ca", "2023-04-07 2023-05-22 2023-09-04 2023-10-09 2023-12-25 2023-12-26")]
    [InlineData("easter", "2024-03-29 2024-04-01 2024-05-09 2024-05-20")]
    [InlineData("easter", "2025-04-18 2025-04-21 2025-05-29 2025-06-09")]
    [InlineData("easter", "2038-04-23 2038-04-26 2038-06-03 2038-06-14")]
    public void The_weekdays_off_of_a_year_are_those_published(string calendar, string published)
    {
        var year = int.Parse(published[..4], CultureInfo.InvariantCulture);
        long?[] days = [.. Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(i => (long?)(Day($"{year}-01-01") + i))];
        var table = Table.Of(("day", Integers(ColumnType.Date, days)));

        var marks = WholeOf(FitApply(new Holidays { Calendar = Enum.Parse<HolidayCalendar>(calendar, ignoreCase: true) }, table), "day_is_holiday", ColumnType.Boolean);

        var found = days.Where((day, i) => marks[i] == 1 && CivilCalendar.Weekday(day!.Value) < 6);
        Assert.Equal(published.Split(' ').Select(text => (long?)Day(text)), found);
    }

    [Fact]
    public void Listed_dates_count_for_dates_and_times()
    {
        var table = Table.Of(
            ("day", Integers(ColumnType.Date, Day("2024-12-24"), Day("2024-12-25"), null)),
            ("at", Integers(ColumnType.Timestamp, Day("2024-12-24") * CivilCalendar.MicrosecondsPerDay + 1, Day("2024-12-24") * CivilCalendar.MicrosecondsPerDay - 1, long.MaxValue)));

        var marked = FitApply(new Holidays { Dates = ["2024-12-24"] }, table);

        Assert.Equal(["day", "day_is_holiday", "at", "at_is_holiday"], NamesOf(marked));
        Assert.Equal([1, 0, null], WholeOf(marked, "day_is_holiday", ColumnType.Boolean));
        Assert.Equal([1, 0, 0], WholeOf(marked, "at_is_holiday", ColumnType.Boolean));
        Assert.Equal(["day_is_holiday", "at"], NamesOf(FitApply(new Holidays { Columns = ["day"], Calendar = HolidayCalendar.De, Keep = false }, table)));
    }

    [Fact]
    public void Neither_calendar_nor_dates_or_what_is_no_date_is_refused()
    {
        var table = Table.Of(("day", Integers(ColumnType.Date, 1)));

        Assert.Equal("bad_parameter", MistakeOf(new Holidays(), table).Code);
        Assert.Contains("24.12.2024", MistakeOf(new Holidays { Dates = ["24.12.2024"] }, table).Message, StringComparison.Ordinal);
        Assert.Equal("column_exists", MistakeOf(new Holidays { Calendar = HolidayCalendar.Us }, table.With("day_is_holiday", Doubles(1))).Code);
    }

    [Fact]
    public void Epoch_counts_seconds()
    {
        var table = Table.Of(("day", Integers(ColumnType.Date, 1, -1, null)), ("at", Integers(ColumnType.TimestampUtc, 1_500_000, -250_000, null)), ("x", Doubles(1, 2, 3)));

        var turned = FitApply(new Epoch(), table);

        Assert.Equal(["day_epoch", "at_epoch", "x"], NamesOf(turned));
        Assert.Equal([86_400, -86_400, double.NaN], NumbersOf(turned, "day_epoch"));
        Assert.Equal([1.5, -0.25, double.NaN], NumbersOf(turned, "at_epoch"));
        Assert.Equal(["day", "day_epoch", "at", "x"], NamesOf(FitApply(new Epoch { Columns = ["day"], Keep = true }, table)));
        Assert.Equal("wrong_type", MistakeOf(new Epoch { Columns = ["x"] }, table).Code);
    }

    static long Day(string text) => CivilCalendar.TryParseDate(text, out var days) ? days : throw new FormatException(text);
}
