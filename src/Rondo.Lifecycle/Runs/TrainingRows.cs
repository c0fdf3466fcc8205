using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Runs;

/// <summary>Rows that something is fitted on.</summary>
/// <param name="Table">Raw feature columns.</param>
/// <param name="Data">Target and groups of the same rows.</param>
/// <param name="Times">When each row was; null without a time column of dates.</param>
public sealed record TrainingRows(Table Table, RecipeData Data, TrainingTimes? Times = null)
{
    public int[]? Groups => Data.Groups;

    public int Count => Table.RowCount;

    public TrainingRows Take(int[] rows) => new(Table.Take(rows), Data.Take(rows), Times?.Take(rows));
}

/// <summary>Points in time: days, microseconds, or whole numbers that are taken as seconds.</summary>
public sealed record TrainingTimes(ColumnType Type, long[] Values)
{
    public long UnitsOf(TimeSpan span) => Type switch
    {
        ColumnType.Date => (long)Math.Ceiling(span.TotalDays),
        ColumnType.Int64 => (long)Math.Ceiling(span.TotalSeconds),
        _ => span.Ticks / TimeSpan.TicksPerMicrosecond,
    };

    public TrainingTimes Take(int[] rows) => this with { Values = [.. rows.Select(r => Values[r])] };
}
