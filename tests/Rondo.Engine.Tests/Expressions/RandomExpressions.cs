using FsCheck;
using FsCheck.Fluent;
using Rondo.Engine.Data;
using Rondo.Engine.Expressions;

namespace Rondo.Engine.Tests.Expressions;

/// <summary>Makes trees and tables for properties.</summary>
static class RandomExpressions
{
    static readonly string[] Names = ["a", "b1", "a b", "in", "missing", "x`y", "é", "1st", "q.r", "\n"];

    static readonly string[] Binary = ["+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or"];

    static readonly string[] Pieces = ["'", "''", "\"", "`", "a", " ", "\n", "ß", "😀", "\\", "0", "é"];

    /// <summary>Any tree that the grammar knows, whatever its types.</summary>
    public static Gen<Expression> Trees { get; } = Gen.Sized(size => Tree(Math.Min(size, 24)));

    static Gen<Expression> Tree(int size)
    {
        if (size <= 1) return Leaves;
        var half = Tree(size / 2);
        var third = Tree(size / 3);
        return Gen.OneOf(
            Leaves,
            Gen.Elements(Binary).SelectMany(op => half.Two().Select(two => (Expression)new Call(op, two.Item1, two.Item2))),
            half.Select(e => (Expression)new Call("-", e)),
            half.Select(e => (Expression)new Call("not", e)),
            third.NonEmptyListOf().Where(l => l.Count < 5).Select(l => (Expression)new Call("in", [.. l])),
            Gen.Elements("if", "f_1", "lower").SelectMany(f => third.ListOf().Where(l => l.Count < 4).Select(l => (Expression)new Call(f, [.. l]))));
    }

    static Gen<Expression> Leaves { get; } = Gen.OneOf(
        Gen.Elements<object?>(null, true, false, 0L, -1L, 15L, long.MinValue, long.MaxValue, 0.0, -0.0, 1.5, -2.5e-9, 1e16, 5e-324, double.MaxValue, 1e22).Select(v => (Expression)new Literal(v)),
        ArbMap.Default.GeneratorFor<double>().Where(double.IsFinite).Select(v => (Expression)new Literal(v)),
        ArbMap.Default.GeneratorFor<long>().Select(v => (Expression)new Literal(v)),
        Gen.Elements(Pieces).ListOf().Select(l => (Expression)new Literal(string.Concat(l))),
        Gen.Elements(Names).Select(n => (Expression)new ColumnReference(n)));

    public static Table Table(Random random, int rows)
    {
        static bool[] Mask(Random random, int rows) => [.. Enumerable.Range(0, rows).Select(_ => random.Next(6) == 0)];
        long[] Longs(Func<long> value) => [.. Enumerable.Range(0, rows).Select(_ => value())];
        string?[] texts = ["", "a", "Ab", " b ", "aab", "😀é", "2001-06-01", "12", "-0.5", "x", null];
        return Engine.Data.Table.Of(
            ("i", new IntegerColumn(ColumnType.Int64, Longs(() => random.Next(-9, 10)), Mask(random, rows))),
            ("k", new IntegerColumn(ColumnType.Int64, Longs(() => random.Next(8) == 0 ? long.MinValue : random.Next(8) == 0 ? long.MaxValue : random.NextInt64()))),
            ("x", new DoubleColumn([.. Enumerable.Range(0, rows).Select(_ => random.Next(8) switch { 0 => double.NaN, 1 => 0, 2 => double.PositiveInfinity, 3 => random.Next(-5, 5) + 0.5, _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 5)) })])),
            ("p", new IntegerColumn(ColumnType.Boolean, Longs(() => random.Next(2)), Mask(random, rows))),
            ("q", new IntegerColumn(ColumnType.Boolean, Longs(() => random.Next(2)), Mask(random, rows))),
            ("s", TextColumn.From([.. Enumerable.Range(0, rows).Select(_ => texts[random.Next(texts.Length)])])),
            ("r", TextColumn.From([.. Enumerable.Range(0, rows).Select(_ => texts[random.Next(texts.Length)])])),
            ("d", new IntegerColumn(ColumnType.Date, Longs(() => random.Next(-40000, 40000)), Mask(random, rows))),
            ("t", new IntegerColumn(ColumnType.Timestamp, Longs(() => random.NextInt64(-2_000_000_000_000_000, 2_000_000_000_000_000)), Mask(random, rows))),
            ("u", new IntegerColumn(ColumnType.TimestampUtc, Longs(() => random.Next(-40000, 40000) * 1_000_000L * 977))));
    }

    /// <summary>A tree of the type wanted over the columns of <see cref="Table"/>, as text.</summary>
    public static string Typed(Random random, ValueKind kind, int depth)
    {
        string[] forms = depth <= 0 ? Flat(kind) : [.. Flat(kind), .. Deep(kind), .. Deep(kind), .. Deep(kind), "if(<b>, <@>, <@>)", "coalesce(<@>, <@>)", "coalesce(<@>, missing, <@>)"];
        var form = forms[random.Next(forms.Length)];
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < form.Length; i++)
        {
            if (form[i] != '<' || i + 2 >= form.Length || form[i + 2] != '>')
            {
                text.Append(form[i]);
                continue;
            }
            text.Append('(').Append(Typed(random, form[i + 1] == '@' ? kind : KindOf(form[i + 1]), depth - 1)).Append(')');
            i += 2;
        }
        return text.ToString();
    }

    public static ValueKind KindOf(char letter) => letter switch
    {
        'i' => ValueKind.Int64,
        'x' => ValueKind.Double,
        'b' => ValueKind.Boolean,
        's' => ValueKind.Text,
        'd' => ValueKind.Date,
        't' => ValueKind.Timestamp,
        'u' => ValueKind.TimestampUtc,
        'e' => ValueKind.Duration,
        _ => throw new ArgumentException($"{letter}", nameof(letter)),
    };

    static string[] Flat(ValueKind kind) => kind switch
    {
        ValueKind.Int64 => ["i", "k", "3", "-7", "0"],
        ValueKind.Double => ["x", "0.5", "-2.0", "0.0", "1e3"],
        ValueKind.Boolean => ["p", "q", "true", "false"],
        ValueKind.Text => ["s", "r", "'a'", "''", "'É b'"],
        ValueKind.Date => ["d", "date('2004-02-29')"],
        ValueKind.Timestamp => ["t", "timestamp('1969-12-31T23:59:59.999999')"],
        ValueKind.TimestampUtc => ["u", "timestamp_utc('2001-06-01T12:00Z')"],
        _ => ["t - timestamp('2000-01-01')", "d - date('2000-01-01')"],
    };

    static string[] Deep(ValueKind kind) => kind switch
    {
        ValueKind.Int64 => ["<i> + <i>", "<i> - <i>", "<i> * <i>", "<i> % <i>", "-<i>", "abs<i>", "min(<i>, <i>, <i>)", "max(<i>, <i>)", "clip(<i>, -3, 5)", "bin(<x>, -1, 0, 2.5)", "length<s>",
            "int64<b>", "int64<s>", "int64<x> % 1000", "year<d>", "month<t>", "day<u>", "weekday<d>", "hour<t>", "minute<u>", "second<t>", "week<d>", "day_of_year<t>", "quarter<d>", "round<i>"],
        ValueKind.Double => ["<x> + <x>", "<x> - <i>", "<i> * <x>", "<x> / <x>", "<i> / <i>", "<x> % <x>", "<x> ^ <x>", "-<x>", "exp<x>", "log<x>", "log1p<x>", "sqrt<x>", "abs<x>", "floor<x>", "ceil<x>",
            "min(<x>, <x>)", "max(<x>, <i>)", "clip(<x>, -1, 1)", "double<i>", "double<b>", "double<s>", "days<e>", "hours<e>", "minutes<e>", "seconds<e>", "pow(<x>, 2)"],
        ValueKind.Boolean => ["<b> and <b>", "<b> or <b>", "not <b>", "<b> == <b>", "<i> < <i>", "<x> >= <i>", "<x> != <x>", "<s> == <s>", "<s> < <s>", "<d> <= <t>", "<u> > <u>", "<e> < <e>", "<i> in (1, <i>, missing)",
            "<s> in ('a', <s>)", "<x> not in (0, <x>)", "contains(<s>, <s>)", "starts_with(<s>, 'a')", "ends_with(<s>, <s>)", "is_missing<x>", "is_missing<s>", "is_missing<i>"],
        ValueKind.Text => ["<s> + <s>", "concat(<s>, '-', <s>, <s>)", "lower<s>", "upper<s>", "trim<s>", "substring(<s>, 2)", "substring(<s>, <i>, 2)", "replace(<s>, 'a', <s>)", "replace(<s>, <s>, <s>)", "text<i>", "text<b>", "text<d>", "text<t>", "text<u>"],
        ValueKind.Date => ["date<t>", "date<u>", "date(trim<s>)", "min(<d>, <d>)"],
        ValueKind.Timestamp => ["max(<t>, <d>)", "timestamp<d>", "min(<t>, <t>)"],
        ValueKind.TimestampUtc => ["max(<u>, <u>)", "timestamp_utc<d>"],
        _ => ["<t> - <t>", "<d> - <d>", "<u> - <u>", "<e> - <e>", "abs<e>", "-<e>", "min(<e>, <e>)"],
    };
}
