using System.Runtime.CompilerServices;
using Rondo.Deploy.Host;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Protocols.Rows;

/// <summary>A version's rows to predict in: as many as threads ever predict at once, up to a bound beyond which they are made anew.</summary>
sealed class RowPool
{
    // They go with their model.
    static readonly ConditionalWeakTable<ServedModel, RowPool> s_pools = [];

    readonly ServedModel _model;
    readonly PooledRow?[] _free = new PooledRow?[Math.Max(8, 4 * Environment.ProcessorCount)];

    RowPool(ServedModel model) => _model = model;

    public static RowPool Of(ServedModel model) => s_pools.GetValue(model, static m => new RowPool(m));

    /// <param name="mostRows">How many rows may come into the table.</param>
    public PooledRow Rent(int mostRows)
    {
        // Threads begin at places of their own, so that they rarely meet.
        var place = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[(uint)(place + i) % _free.Length], null) is not { } row) continue;
            row.Rows.MostRows = mostRows;
            return row;
        }
        return new PooledRow(new RowTable(_model, mostRows), new RowPipeline(_model.Pipeline));
    }

    /// <summary>Takes a row back, unless more than one came into its table.</summary>
    public void Return(PooledRow row)
    {
        if (row.Rows.Capacity > 1) return;
        row.Rows.Clear();
        var place = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _free.Length; i++)
            if (Interlocked.CompareExchange(ref _free[(uint)(place + i) % _free.Length], row, null) is null) return;
    }
}

/// <summary>One row's way from checked values to a prediction.</summary>
sealed record PooledRow(RowTable Rows, RowPipeline Pipeline)
{
    /// <summary>What the table's only row gets; valid until the next call.</summary>
    /// <exception cref="ServingException">Something is wrong with the row, or the model gives no number for it.</exception>
    public ReadOnlySpan<double> Predict()
    {
        Rows.CopyTo(Pipeline.Row.AsSpan());
        var outputs = Pipeline.Predict();
        Scoring.RequireFinite(outputs, outputs.Length);
        return outputs;
    }
}
