using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class DatePartsTests
{
    static readonly Table Trips = Table.Of(
        ("id", Whole(1, 2, 3)),
        ("left", Times("2001-01-31T05:30", "2001-03-01T23:30", null)),
        ("born", Integers(ColumnType.Date, Day("1970-01-01"), Day("1969-12-31"), Day("1980-12-31"))));

    [Fact]
    public void Parts_that_vary_take_the_place_of_the_date()
    {
        var table = FitApply(new DateParts(), Trips);
        Assert.Equal(["id", "left_month", "left_day", "left_weekday", "left_hour", "born_year", "born_month", "born_day", "born_weekday"], NamesOf(table));
        Assert.Equal([1, 3, null], WholeOf(table, "left_month"));
        Assert.Equal([5, 23, null], WholeOf(table, "left_hour"));
        Assert.Equal([4, 3, 3], WholeOf(table, "born_weekday"));
    }

    [Fact]
    public void Later_rows_get_the_parts_that_varied_in_training()
    {
        var fitted = Fit(new DateParts { Columns = ["left"], Keep = true, Parts = [DatePart.Minute, DatePart.DayOfYear] }, Trips);
        var later = fitted.Apply(Table.Of(("left", Times("2004-12-31T00:59"))));
        Assert.Equal(["left", "left_day_of_year"], NamesOf(later));
        Assert.Equal([366], WholeOf(later, "left_day_of_year"));
    }

    [Fact]
    public void Only_dates_have_parts()
    {
        Assert.Equal("wrong_type", MistakeOf(new DateParts { Columns = ["id"] }, Trips).Code);
        Assert.Equal("column_exists", MistakeOf(new DateParts(), Trips.With("left_hour", Whole(1, 2, 3))).Code);
    }

    [Fact]
    public void Cyclic_turns_parts_into_points_on_a_circle()
    {
        var table = FitApply(new Cyclic { Columns = ["left"], Parts = [DatePart.Hour, DatePart.Minute] }, Trips);
        Assert.Equal(["id", "left_hour_sin", "left_hour_cos", "born"], NamesOf(table));
        var (sine, cosine) = (NumbersOf(table, "left_hour_sin"), NumbersOf(table, "left_hour_cos"));
        Close(Math.Sin(2 * Math.PI * 5 / 24), sine[0], 1e-15);
        Close(Math.Cos(2 * Math.PI * 23 / 24), cosine[1], 1e-15);
        Assert.Equal(double.NaN, sine[2]);
    }

    [Fact]
    public void Cyclic_takes_numbers_with_a_period()
    {
        var hours = Table.Of(("hour", Whole(0, 24, -6, null)), ("x", Doubles(1, double.PositiveInfinity, 2, 3)));
        var table = FitApply(new Cyclic { Columns = ["hour", "x"], Period = 24, Keep = true }, hours);
        Assert.Equal(["hour", "hour_sin", "hour_cos", "x", "x_sin", "x_cos"], NamesOf(table));
        Assert.Equal(NumbersOf(table, "hour_sin")[0], NumbersOf(table, "hour_sin")[1]);
        Close(-1, NumbersOf(table, "hour_sin")[2]);
        Assert.Equal([double.NaN, double.NaN], [NumbersOf(table, "hour_cos")[3], NumbersOf(table, "x_sin")[1]]);
        Assert.Equal("wrong_type", MistakeOf(new Cyclic { Columns = ["hour"] }, hours).Code);
        Assert.Equal("bad_parameter", MistakeOf(new Cyclic { Period = 24 }, hours).Code);
    }

    static long Day(string text) => CivilCalendar.TryParseDate(text, out var days) ? days : throw new FormatException(text);

    static IntegerColumn Times(params string?[] texts) => Integers(ColumnType.Timestamp, Array.ConvertAll(texts, text =>
        text is null ? (long?)null : CivilCalendar.TryParseTimestamp(text, false, out var time) ? time : throw new FormatException(text)));
}
