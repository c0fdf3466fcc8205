using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Explanations;

/// <summary>
/// Shapley values of the raw columns against one reference row (Shapley 1953; baseline Shapley: Sundararajan and Najmi 2020). Up to eight columns
/// that differ from the reference are gone through in every order, more in drawn orders, each with its reverse (Castro, Gómez and Tejada 2009;
/// Mitchell et al. 2022). Every order adds up to the prediction, so their mean does.
/// </summary>
static class BaselineShapley
{
    private const int ExactAtMost = 8;
    private const int PairsAtMost = 16;
    // Of a row, so that hundreds of columns take no longer; a pair of orders is always gone through.
    private const int PredictionsWanted = 2048;
    private const int RowsAtATime = 64;
    private const int ValuesAtATime = 65_536;

    public static Explanation Explain(FittedPipeline pipeline, Table conforming, int threads, CancellationToken cancellation)
    {
        if (pipeline.Reference is not { } reference)
            throw new RondoException("no_reference", "This model's predictions cannot be explained: its pipeline has no reference row to start from.", "Train it again; one that was made elsewhere, register again with --data.");
        var (_, names) = Explainer.Explained(pipeline);
        var columns = pipeline.Input.Fields.Length;
        var contributions = new double[checked(conforming.RowCount * names.Length * columns)];
        var orders = Orders(columns);
        var isExact = true;
        var rows = RowsFor(columns, names.Length);
        for (var start = 0; start < conforming.RowCount; start += rows)
        {
            int[] some = [.. Enumerable.Range(start, Math.Min(rows, conforming.RowCount - start))];
            var game = new ColumnGame(pipeline, conforming.Take(some), pipeline.Conform(reference), threads);
            isExact &= Explain(game, orders, contributions.AsSpan(start * names.Length * columns), cancellation);
        }
        return new Explanation
        {
            Features = [.. pipeline.Input.Fields.Select(f => f.Name)],
            Columns = [.. pipeline.Input.Fields.Select(f => f.Name)],
            Outputs = [.. names],
            Space = pipeline.Task == TaskKind.Regression ? ExplanationSpace.Prediction : ExplanationSpace.Probability,
            IsExact = isExact,
            Base = BaseOf(pipeline, reference),
            Contributions = contributions,
            Rows = conforming.RowCount,
        };
    }

    static bool Explain(ColumnGame game, int[][] orders, Span<double> contributions, CancellationToken cancellation)
    {
        var coalitions = new List<Coalition>();
        for (var row = 0; row < game.Rows; row++)
        {
            var active = game.Active(row);
            coalitions.AddRange(active.Length <= ExactAtMost ? AllCoalitions(row, active) : Walks(row, active, orders));
        }
        var values = game.Values(coalitions, cancellation);
        var (next, isExact) = (0, true);
        for (var row = 0; row < game.Rows; row++)
        {
            var active = game.Active(row);
            var own = contributions.Slice(row * game.Outputs * game.Columns, game.Outputs * game.Columns);
            if (active.Length <= ExactAtMost) next += AddExact(game, active, values.AsSpan(next * game.Outputs), own);
            else next += AddWalks(game, active, orders, values.AsSpan(next * game.Outputs), own);
            isExact &= active.Length <= ExactAtMost;
        }
        return isExact;
    }

    static IEnumerable<Coalition> AllCoalitions(int row, int[] active) => Enumerable.Range(0, 1 << active.Length).Select(mask =>
        new Coalition(row, [.. active.Where((_, i) => (mask >> i & 1) == 1)], int.MaxValue));

    static int AddExact(ColumnGame game, int[] active, ReadOnlySpan<double> values, Span<double> contributions)
    {
        var n = active.Length;
        for (var mask = 0; mask < 1 << n; mask++)
        {
            for (var i = 0; i < n; i++)
            {
                if ((mask >> i & 1) == 1) continue;
                var share = Share(int.PopCount(mask), n);
                for (var k = 0; k < game.Outputs; k++)
                    contributions[k * game.Columns + active[i]] += share * (values[(mask | 1 << i) * game.Outputs + k] - values[mask * game.Outputs + k]);
            }
        }
        return 1 << n;
    }

    // |S|! (n - |S| - 1)! / n!: the share of the orders in which these columns come first and this one next.
    static double Share(int size, int n)
    {
        var share = 1.0 / n;
        for (var i = 1; i <= size; i++) share *= (double)i / (n - i);
        return share;
    }

    // The n + 1 steps of an order, then those of its reverse.
    static IEnumerable<Coalition> Walks(int row, int[] active, int[][] orders)
    {
        foreach (var order in Within(active, orders))
            for (var size = 0; size <= order.Length; size++) yield return new Coalition(row, order, size);
    }

    static int AddWalks(ColumnGame game, int[] active, int[][] orders, ReadOnlySpan<double> values, Span<double> contributions)
    {
        var (step, walks) = (0, 0);
        foreach (var order in Within(active, orders))
        {
            for (var i = 0; i < order.Length; i++, step++)
                for (var k = 0; k < game.Outputs; k++)
                    contributions[k * game.Columns + order[i]] += values[(step + 1) * game.Outputs + k] - values[step * game.Outputs + k];
            step++;
            walks++;
        }
        for (var i = 0; i < contributions.Length; i++) contributions[i] /= walks;
        return step;
    }

    // The drawn orders as far as they are about a row's own columns: a row is explained alike whatever the rows beside it.
    static IEnumerable<int[]> Within(int[] active, int[][] orders)
    {
        var isActive = active.ToHashSet();
        foreach (var order in orders)
        {
            int[] own = [.. order.Where(isActive.Contains)];
            yield return own;
            yield return [.. own.Reverse()];
        }
    }

    static int[][] Orders(int columns)
    {
        var random = new CounterRandom(42, "baseline_shapley");
        var pairs = Math.Clamp(PredictionsWanted / (2 * Math.Max(1, columns)), 1, PairsAtMost);
        return [.. Enumerable.Range(0, columns > ExactAtMost ? pairs : 0).Select(pair => random.Child((ulong)pair).Permutation(columns))];
    }

    static int RowsFor(int columns, int outputs)
    {
        var pairs = Orders(columns).Length;
        var coalitions = Math.Max(1 << Math.Min(columns, ExactAtMost), 2 * pairs * (columns + 1));
        return Math.Clamp(ValuesAtATime / coalitions / outputs, 1, RowsAtATime);
    }

    static ImmutableArray<double> BaseOf(FittedPipeline pipeline, Table reference)
    {
        var (first, names) = Explainer.Explained(pipeline);
        return [.. pipeline.Predict(reference).Row(0).Slice(first, names.Length)];
    }
}
