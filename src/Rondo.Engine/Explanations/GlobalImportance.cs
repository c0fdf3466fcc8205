using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Explanations;

/// <summary>How far a column moves the score, on the mean over rows and outputs.</summary>
public readonly record struct ColumnImportance(string Column, double Mean);

/// <summary>Importance of columns for the predictions, not for their quality: the mean absolute contribution (Lundberg et al. 2020).</summary>
public static class GlobalImportance
{
    private const int CellsAtATime = 4_000_000;

    extension(FittedPipeline pipeline)
    {
        /// <returns>The largest mean first; measured on at most so many rows, drawn by the seed.</returns>
        public ImmutableArray<ColumnImportance> MeanContributions(Table rows, ulong seed = 42, int rowsAtMost = 1000, int threads = 1, CancellationToken cancellation = default)
        {
            var sample = new CounterRandom(seed, "global_importance").Sample(rows.RowCount, rowsAtMost);
            var sums = new Dictionary<string, double>(StringComparer.Ordinal);
            var width = Math.Max(1, pipeline.Branches.Max(b => b.Encoder.Features.Length)) * (long)pipeline.Outputs;
            var count = (int)Math.Clamp(CellsAtATime / width, 1, 256);
            var outputs = 1;
            for (var start = 0; start < sample.Length; start += count)
            {
                var some = rows.Take(sample.AsSpan(start, Math.Min(count, sample.Length - start)));
                var explanation = pipeline.Explain(some, threads, cancellation).ByColumn();
                outputs = explanation.Outputs.Length;
                for (var i = 0; i < explanation.Contributions.Length; i++)
                {
                    var column = explanation.Features[i % explanation.Features.Length];
                    sums[column] = sums.GetValueOrDefault(column) + Math.Abs(explanation.Contributions[i]);
                }
            }
            return [.. sums.Select(s => new ColumnImportance(s.Key, s.Value / sample.Length / outputs)).OrderByDescending(i => i.Mean).ThenBy(i => i.Column, StringComparer.Ordinal)];
        }
    }
}
