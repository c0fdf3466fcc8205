using System.Globalization;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Expressions;

/// <summary>A table with a column of every type, and expressions evaluated over it.</summary>
static class Sample
{
    /// <summary>One row; the columns that start with no_ are missing.</summary>
    public static readonly Table Row = Table.Of(
        ("i", Whole(7)), ("j", Whole(-3)), ("big", Whole(long.MaxValue)), ("small", Whole(long.MinValue)), ("no_i", Whole((long?)null)),
        ("x", Doubles(2.5)), ("zero", Doubles(0)), ("no_x", Doubles(double.NaN)), ("inf", Doubles(double.PositiveInfinity)),
        ("yes", Booleans(true)), ("no", Booleans(false)), ("no_b", Booleans((bool?)null)),
        ("s", Texts("Straße 12")), ("e", Texts("")), ("no_s", Texts((string?)null)), ("face", Texts("a😀b")),
        ("d", Integers(ColumnType.Date, CivilCalendar.DaysFromCivil(2001, 6, 1))), ("no_d", Integers(ColumnType.Date, (long?)null)),
        ("t", Integers(ColumnType.Timestamp, CivilCalendar.DaysFromCivil(2001, 6, 1) * CivilCalendar.MicrosecondsPerDay + 45_296_789_000)),
        ("u", Integers(ColumnType.TimestampUtc, -1)),
        ("a b", Whole(11)), ("and", Whole(12)), ("a`b", Whole(13)), ("a.b", Whole(14)));

    /// <summary>The value in row 0 in short: missing, true, 7, 2.5 (a double has a point), 'text', 2001-06-01.</summary>
    public static string Show(string expression) => Show(Expression.Compile(expression, Row.Schema).Evaluate(Row), 0);

    public static string Show(Column column, int row)
    {
        if (column.IsMissing(row)) return "missing";
        return column switch
        {
            DoubleColumn doubles => doubles.Values[row].ToString(doubles.Values[row] % 1 == 0 ? "0.0" : "R", CultureInfo.InvariantCulture),
            TextColumn texts => $"'{texts[row]}'",
            IntegerColumn { Type: ColumnType.Boolean } truths => truths.Values[row] == 1 ? "true" : "false",
            IntegerColumn { Type: ColumnType.Int64 } whole => whole.Values[row].ToString(CultureInfo.InvariantCulture),
            IntegerColumn times => $"{times.Type.Word} {times.Values[row]}",
            _ => throw new ArgumentException("An unknown column.", nameof(column)),
        };
    }

    public static Mistake MistakeOf(string expression) =>
        Assert.Single(Assert.Throws<RondoException>(() => Expression.Compile(expression, Row.Schema)).Mistakes);
}
