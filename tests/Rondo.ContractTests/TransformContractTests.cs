using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.ContractTests;

/// <summary>What holds for every transform with its default settings, on rows of every type with missing values.</summary>
public class TransformContractTests
{
    private const int Rows = 200;

    public static TheoryData<string> Names => Catalogue.NamesOf("transform");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_rows_and_seed_give_the_same_bytes(string name)
    {
        if (Fit(name) is not { } fitted) return;

        Assert.Equal(Catalogue.BytesOf(fitted), Catalogue.BytesOf(Fit(name)!));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_was_written_and_read_does_the_same(string name)
    {
        if (Fit(name) is not { } fitted) return;
        var bytes = Catalogue.BytesOf(fitted);

        var read = Catalogue.Read<IFittedTransform>(bytes);

        Assert.Equal(bytes, Catalogue.BytesOf(read));
        AssertEqual(fitted.Apply(Sample()), read.Apply(Sample()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bytes_that_end_too_early_are_refused_as_damaged(string name)
    {
        if (Fit(name) is not { } fitted) return;
        var bytes = Catalogue.BytesOf(fitted);

        for (var length = 0; length < bytes.Length; length++)
        {
            var exception = Assert.Throws<RondoException>(() => Catalogue.Read<IFittedTransform>(bytes.AsMemory(0, length)));
            Assert.Equal("damaged_pipeline", exception.Mistakes[0].Code);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_input_stays_as_it_was(string name)
    {
        var table = Sample();

        Fit(name, table)?.Apply(table);

        AssertEqual(Sample(), table);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Row_by_row_gives_what_all_rows_give(string name)
    {
        if (Fit(name) is not { } fitted) return;
        var table = Sample();
        var together = fitted.Apply(table);

        for (var row = 0; row < 40; row++) AssertEqual(together.Take([row]), fitted.Apply(table.Take([row])));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cells_that_change_from_row_to_row_give_what_all_rows_give(string name)
    {
        if (Fit(name) is not { } fitted) return;
        var table = Sample();
        var together = fitted.Apply(table);
        var cells = new Table(table.Schema, [.. table.Columns.Select(c => Cell.New(c.Type))]);
        var steps = new RowSteps();
        var bound = fitted.Bind(cells, steps);

        for (var row = 0; row < Rows; row++)
        {
            for (var j = 0; j < cells.Columns.Length; j++) Cell.Copy(table.Columns[j].Take([row]), cells.Columns[j]);
            steps.Run();
            AssertEqual(together.Take([row]), bound);
            AssertEqual(table.Take([row]), cells);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_are_neither_added_nor_dropped_and_types_hold_for_any_rows(string name)
    {
        if (Fit(name) is not { } fitted) return;
        var schema = fitted.Apply(Sample()).Schema;
        var none = Sample().Take([]);
        var allMissing = Sample().Take([0, 0]);

        Assert.Equal(Rows, fitted.Apply(Sample()).RowCount);
        Assert.Equal(schema, fitted.Apply(none).Schema);
        Assert.Equal(schema, fitted.Apply(allMissing).Schema);
        Assert.Equal((0, 2), (fitted.Apply(none).RowCount, fitted.Apply(allMissing).RowCount));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Columns_without_any_value_are_handled_or_refused_by_name(string name)
    {
        var empty = Sample().Take([0, 0, 0]);

        if (Fit(name, empty) is { } fitted) Assert.Equal(3, fitted.Apply(empty).RowCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fitting_and_applying_at_once_keeps_rows_and_names(string name)
    {
        if (Fit(name) is not { } fitted) return;

        var (_, transformed) = Create(name).FitApply(Sample(), Context(Rows));

        Assert.Equal(fitted.Apply(Sample()).Schema, transformed.Schema);
        Assert.Equal(Rows, transformed.RowCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_can_be_turned_back_comes_back(string name)
    {
        if (Fit(name) is not IInvertibleTransform fitted) return;
        var table = Sample();
        var changed = fitted.Apply(table);

        var back = fitted.Invert(changed);

        Assert.Equal(table.Schema.Fields.Select(f => f.Name).Order(), back.Schema.Fields.Select(f => f.Name).Order());
        foreach (var field in table.Schema.Fields) AssertClose(table[field.Name], back[field.Name]);
        AssertEqual(fitted.Apply(table), changed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cancelled_fit_stops(string name)
    {
        var cancelled = Context(Rows) with { Cancellation = new CancellationToken(canceled: true) };

        Assert.ThrowsAny<OperationCanceledException>(() => Create(name).Fit(Sample(), cancelled));
    }

    static ITransform Create(string name) => Settings.Transform(name, Sample());

    /// <summary>The fitted step, or null when it refuses the columns, each by its name.</summary>
    static IFittedTransform? Fit(string name, Table? table = null)
    {
        table ??= Sample();
        try
        {
            return Create(name).Fit(table, Context(table.RowCount));
        }
        catch (RondoException exception)
        {
            Assert.All(exception.Mistakes, mistake => Assert.True(mistake.Field is not null || mistake.Hint is not null, mistake.Message));
            return null;
        }
    }

    static TransformContext Context(int rows) =>
        new(new Target(TaskKind.Binary, [.. Enumerable.Range(0, rows).Select(row => (double)(row % 2))], ["no", "yes"]));

    // The first row misses everything.
    static Table Sample()
    {
        var random = new CounterRandom(11, "contract");
        bool IsMissing(int column, int row) => row == 0 || random.Child((ulong)column).Uniform((ulong)row) < 0.1;
        IntegerColumn Integers(ColumnType type, int column, Func<int, long> value) => new(type,
            [.. Enumerable.Range(0, Rows).Select(row => IsMissing(column, row) ? 0 : value(row))],
            [.. Enumerable.Range(0, Rows).Select(row => IsMissing(column, row))]);
        return Table.Of(
            ("number", new DoubleColumn([.. Enumerable.Range(0, Rows).Select(row => IsMissing(1, row) ? double.NaN : random.Uniform((ulong)row) * 100 - 50)])),
            ("constant", new DoubleColumn([.. Enumerable.Range(0, Rows).Select(row => row == 0 ? double.NaN : 3.5)])),
            ("whole", Integers(ColumnType.Int64, 2, row => random.Below((ulong)row, 20) - 5)),
            ("flag", Integers(ColumnType.Boolean, 3, row => random.Below((ulong)row, 2))),
            ("word", TextColumn.From([.. Enumerable.Range(0, Rows).Select(row => IsMissing(4, row) ? null : $"w{random.Below((ulong)row, 7)}")])),
            ("day", Integers(ColumnType.Date, 5, row => 11_000 + 37L * row)),
            ("moment", Integers(ColumnType.Timestamp, 6, row => 950_000_000_000_000 + 86_399_999_123L * row * row)),
            ("utc", Integers(ColumnType.TimestampUtc, 7, row => -950_000_000_000_000 + 7_199_999_001L * row)));
    }

    static void AssertEqual(Table expected, Table actual)
    {
        Assert.Equal(expected.Schema, actual.Schema);
        Assert.Equal(expected.RowCount, actual.RowCount);
        for (var j = 0; j < expected.Columns.Length; j++)
            for (var row = 0; row < expected.RowCount; row++)
                Assert.Equal(Value(expected.Columns[j], row), Value(actual.Columns[j], row));
    }

    // Whole numbers and booleans may come back as doubles.
    static void AssertClose(Column expected, Column actual)
    {
        for (var row = 0; row < expected.Length; row++)
        {
            if (expected.IsMissing(row) || expected is TextColumn || expected.Type.IsTemporal) Assert.Equal(Value(expected, row), Value(actual, row));
            else Assert.Equal(NumberOf(expected, row), NumberOf(actual, row), 1e-6 * Math.Max(1, Math.Abs(NumberOf(expected, row))));
        }
    }

    static double NumberOf(Column column, int row) => column is DoubleColumn numbers ? numbers.Values[row] : ((IntegerColumn)column).Values[row];

    static object? Value(Column column, int row) => column.IsMissing(row) ? null : column switch
    {
        DoubleColumn numbers => BitConverter.DoubleToInt64Bits(numbers.Values[row]),
        TextColumn texts => texts[row],
        _ => ((IntegerColumn)column).Values[row],
    };
}
