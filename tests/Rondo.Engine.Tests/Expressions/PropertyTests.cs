using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Rondo.Engine.Data;
using Rondo.Engine.Expressions;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Tests.Expressions;

public class PropertyTests
{
    static readonly char[] Kinds = ['i', 'x', 'b', 's', 'd', 't', 'u'];

    [Fact]
    public void The_canonical_text_parses_to_the_same_tree() =>
        Prop.ForAll(RandomExpressions.Trees.ToArbitrary(), tree => Expression.Parse(tree.ToString()).Equals(tree) && Expression.Parse(tree.ToString()).ToString() == tree.ToString())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(40));

    [Theory]
    [InlineData("1+2*3", "1 + 2 * 3")]
    [InlineData("(a-b)-(c-d)", "a - b - (c - d)")]
    [InlineData("a=1 and(b or not(c))", "a == 1 and (b or not c)")]
    [InlineData("(-5)^-2", "(-5) ^ -2")]
    [InlineData("-5^2", "-5 ^ 2")]
    [InlineData("-(5)", "-(5)")]
    [InlineData("x not in(1,2)", "not x in (1, 2)")]
    [InlineData("\"it's\"", "'it''s'")]
    [InlineData("`plain`+`in`", "plain + `in`")]
    [InlineData("1e2", "100.0")]
    public void The_canonical_text_is_short(string text, string canonical) => Assert.Equal(canonical, Expression.Parse(text).ToString());

    [Fact]
    public void The_evaluator_gives_what_a_naive_one_gives_row_by_row() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => Agrees(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1500));

    static void Agrees(Random random)
    {
        var table = RandomExpressions.Table(random, 25);
        var text = RandomExpressions.Typed(random, RandomExpressions.KindOf(Kinds[random.Next(Kinds.Length)]), random.Next(1, 5));
        var expression = Expression.Compile(text, table.Schema);
        var column = expression.Evaluate(table);
        for (var row = 0; row < table.RowCount; row++)
        {
            var expected = Show(NaiveEvaluator.Value(expression.Typed, table, row));
            var actual = Show(Value(column, row));
            Assert.True(expected == actual, $"{expression.Expression} in row {row}: expected {expected}, found {actual}");
        }
    }

    [Fact]
    public void A_row_is_a_batch_of_one()
    {
        var random = new Random(11);
        var table = RandomExpressions.Table(random, 5000);
        for (var n = 0; n < 60; n++)
        {
            var text = RandomExpressions.Typed(random, RandomExpressions.KindOf(Kinds[n % Kinds.Length]), 4);
            var expression = Expression.Compile(text, table.Schema);
            var all = expression.Evaluate(table);
            foreach (var row in (int[])[0, 1, 2047, 2048, 2049, 4095, 4096, 4999])
                Assert.Equal(Show(Value(all, row)), Show(Value(expression.Evaluate(table.Take([row])), 0)));
        }
    }

    [Fact]
    public void Cells_that_change_from_row_to_row_give_what_tables_give() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => AgreesInCells(new Random(seed)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(800));

    static void AgreesInCells(Random random)
    {
        var table = RandomExpressions.Table(random, 25);
        var text = RandomExpressions.Typed(random, RandomExpressions.KindOf(Kinds[random.Next(Kinds.Length)]), random.Next(1, 5));
        var expression = Expression.Compile(text, table.Schema);
        var all = expression.Evaluate(table);
        var cells = new Table(table.Schema, [.. table.Columns.Select(c => Cell.New(c.Type))]);
        var steps = new RowSteps();
        var value = expression.Bind(cells, steps);
        for (var row = 0; row < table.RowCount; row++)
        {
            for (var j = 0; j < cells.Columns.Length; j++) Cell.Copy(table.Columns[j].Take([row]), cells.Columns[j]);
            steps.Run();
            var (expected, actual) = (Show(Value(all, row)), Show(Value(value, 0)));
            Assert.True(expected == actual, $"{expression.Expression} in row {row}: expected {expected}, found {actual}");
        }
    }

    [Fact]
    public void Texts_without_end_do_not_fill_the_memory_of_cells()
    {
        var cells = new Table(new Schema(new Field("s", ColumnType.Text)), Cell.New(ColumnType.Text));
        var steps = new RowSteps();
        var value = (TextColumn)Expression.Compile("upper(concat(s, '!'))", cells.Schema).Bind(cells, steps);
        for (var i = 0; i < 5000; i++)
        {
            Cell.Set((TextColumn)cells.Columns[0], $"a{i}");
            steps.Run();
            Assert.Equal($"A{i}!", value[0]);
        }
    }

    [Fact]
    public void A_table_without_rows_gives_a_column_without_rows()
    {
        var table = RandomExpressions.Table(new Random(1), 0);
        Assert.Equal(0, Expression.Compile("concat(s, r, 'x')", table.Schema).Evaluate(table).Length);
        Assert.Equal(0, Expression.Compile("x + i", table.Schema).Evaluate(table).Length);
    }

    [Fact]
    public void A_dictionary_holds_each_text_once()
    {
        var table = RandomExpressions.Table(new Random(2), 500);
        var column = (TextColumn)Expression.Compile("if(p, lower(s), coalesce(trim(r), 'a'))", table.Schema).Evaluate(table);
        Assert.Equal(column.Dictionary.Length, column.Dictionary.Distinct(StringComparer.Ordinal).Count());
    }

    static object? Value(Column column, int row)
    {
        if (column.IsMissing(row)) return null;
        return column switch
        {
            DoubleColumn doubles => doubles.Values[row],
            TextColumn texts => texts[row],
            IntegerColumn { Type: ColumnType.Boolean } truths => truths.Values[row] == 1,
            IntegerColumn integers => integers.Values[row],
            _ => throw new ArgumentException(column.ToString(), nameof(column)),
        };
    }

    /// <summary>Bits of doubles but for the sign of 0, on which min and max of 0 and -0 may differ.</summary>
    static string Show(object? value) => value switch
    {
        null => "missing",
        0.0 => "0.0",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + " double",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) + " " + value.GetType().Name,
    };
}
