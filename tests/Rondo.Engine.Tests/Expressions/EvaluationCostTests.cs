using Rondo.Engine.Data;
using Rondo.Engine.Expressions;

namespace Rondo.Engine.Tests.Expressions;

public class EvaluationCostTests
{
    static readonly string[] Airports = [.. Enumerable.Range(0, 60).Select(i => $"A{i:00}")];

    [Theory]
    [InlineData("hour(time)", 8)]
    [InlineData("weekday(time) * 24 + hour(time) > 100 and delay < 15", 8)]
    [InlineData("log(delay + 100) / sqrt(distance)", 8)]
    [InlineData("concat(origin, '-', destination)", 4)]
    [InlineData("if(starts_with(lower(origin), 'a1'), destination, 'else')", 4)]
    [InlineData("coalesce(delay, round(distance), 0)", 8)]
    public void Rows_cost_no_memory_but_the_result(string text, int bytesPerRow)
    {
        var (small, large) = (Flights(20_000), Flights(220_000));
        var expression = Expression.Compile(text, small.Schema);
        expression.Evaluate(small);
        var few = Allocated(expression, small);
        var many = Allocated(expression, large);
        Assert.InRange(many - few, 200_000L * bytesPerRow, 200_000L * bytesPerRow + 4096);
    }

    static long Allocated(CompiledExpression expression, Table table)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        expression.Evaluate(table);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Every pair of airports occurs in any 20,000 rows, so that more rows bring no new text.</summary>
    static Table Flights(int rows)
    {
        var (times, delays, distances) = (new long[rows], new long[rows], new double[rows]);
        var (origins, destinations) = (new int[rows], new int[rows]);
        for (var i = 0; i < rows; i++)
        {
            times[i] = 978_307_200_000_000 + i * 60_000_000L;
            delays[i] = i % 200 - 50;
            distances[i] = 100 + i % 3000;
            origins[i] = i % 60;
            destinations[i] = i / 60 % 60;
        }
        return Table.Of(("time", new IntegerColumn(ColumnType.Timestamp, times)), ("delay", new IntegerColumn(ColumnType.Int64, delays)), ("distance", new DoubleColumn(distances)),
            ("origin", new TextColumn(origins, Airports)), ("destination", new TextColumn(destinations, Airports)));
    }
}
