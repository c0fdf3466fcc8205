using Rondo.Engine.Algorithms;

namespace Rondo.Engine.Metrics;

/// <summary>Rows in falling order of one class's probability, sorted once and then walked under any weights.</summary>
sealed class RankedScores
{
    // Row, whether it is of the class, and whether it ends a group of equal probabilities: one load a row in the hot loop.
    private readonly ulong[] _entries;

    public delegate MetricValue Measure(RankedScores ranked, ReadOnlySpan<double> weights);

    public RankedScores(Scored scored, int positiveClass)
    {
        var keys = new double[scored.Rows];
        var rows = new int[scored.Rows];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = -scored.Probability(i, positiveClass);
            rows[i] = i;
        }
        Array.Sort(keys, rows);
        _entries = new ulong[keys.Length];
        for (int start = 0, end; start < keys.Length; start = end)
        {
            end = start + 1;
            while (end < keys.Length && keys[end] == keys[start]) end++;
            // Equal scores keep row order, so that sums don't hang on the sort's own order.
            Array.Sort(rows, start, end - start);
            for (var i = start; i < end; i++)
                _entries[i] = (ulong)rows[i] << 2 | (scored.ActualClass(rows[i]) == positiveClass ? 2UL : 0) | (i == end - 1 ? 1UL : 0);
        }
    }

    /// <summary>Binary: the positive class. Several classes: the mean of one against rest, undefined when it is for any class.</summary>
    public static WeightedMetric Macro(Scored scored, Measure measure)
    {
        if (scored.Target.Task == TaskKind.Binary)
        {
            var positive = new RankedScores(scored, 1);
            return weights => measure(positive, weights);
        }
        var classes = Enumerable.Range(0, scored.Outputs).Select(k => new RankedScores(scored, k)).ToArray();
        var names = scored.Target.Classes;
        return weights =>
        {
            var sum = 0.0;
            for (var k = 0; k < classes.Length; k++)
            {
                var value = measure(classes[k], weights);
                if (value.Value is not { } number) return MetricValue.Undefined($"class '{names[k]}' against the rest: {value.Reason}");
                sum += number;
            }
            return MetricValue.Of(sum / classes.Length);
        };
    }

    public TieEnumerator Ties(ReadOnlySpan<double> weights) => new(_entries, weights);

    /// <summary>The weight of both sorts of rows that share one score, and the last of these rows.</summary>
    public readonly record struct Tie(double Positive, double Negative, int Row);

    public ref struct TieEnumerator(ReadOnlySpan<ulong> entries, ReadOnlySpan<double> weights)
    {
        private readonly ReadOnlySpan<ulong> _entries = entries;
        private readonly ReadOnlySpan<double> _weights = weights;
        private int _next;

        public Tie Current { get; private set; }

        public readonly TieEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            double positive = 0, negative = 0;
            while (_next < _entries.Length)
            {
                var entry = _entries[_next++];
                var weight = _weights[(int)(entry >> 2)];
                if ((entry & 2) != 0) positive += weight;
                else negative += weight;
                if ((entry & 1) == 0) continue;
                Current = new Tie(positive, negative, (int)(entry >> 2));
                return true;
            }
            return false;
        }
    }
}
