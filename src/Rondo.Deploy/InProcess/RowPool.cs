using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.InProcess;

/// <summary>A version's rows to predict in: as many as threads ever predict at once, up to a bound beyond which they are made anew.</summary>
sealed class RowPool(ServedModel model)
{
    readonly PooledRow?[] _free = new PooledRow?[Math.Max(8, 4 * Environment.ProcessorCount)];

    public PooledRow Rent()
    {
        // Threads begin at places of their own, so that they rarely meet.
        var place = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _free.Length; i++)
            if (Interlocked.Exchange(ref _free[(uint)(place + i) % _free.Length], null) is { } row) return row;
        return new PooledRow(new RowTable(model, 1), new RowPipeline(model.Pipeline));
    }

    public void Return(PooledRow row)
    {
        row.Rows.Clear();
        var place = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _free.Length; i++)
            if (Interlocked.CompareExchange(ref _free[(uint)(place + i) % _free.Length], row, null) is null) return;
    }
}

/// <summary>One row's way from checked values to a prediction.</summary>
sealed record PooledRow(RowTable Rows, RowPipeline Pipeline);
