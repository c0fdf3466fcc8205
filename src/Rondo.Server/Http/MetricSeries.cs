using System.Globalization;
using System.Text;

namespace Rondo.Server.Http;

/// <summary>One line, or one histogram, of the metrics.</summary>
sealed class MetricSeries
{
    static readonly double[] _bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    readonly Lock _gate = new();
    readonly long[] _buckets = new long[_bounds.Length];
    double _sum;
    long _count;

    public void Add(double value, bool isHistogram)
    {
        lock (_gate)
        {
            _sum += value;
            _count++;
            if (!isHistogram) return;
            var bucket = _bounds.AsSpan().BinarySearch(value);
            if (bucket < 0) bucket = ~bucket;
            if (bucket < _buckets.Length) _buckets[bucket]++;
        }
    }

    public void Write(StringBuilder text, string name, string labels, bool isHistogram)
    {
        lock (_gate)
        {
            var braces = labels.Length == 0 ? "" : $"{{{labels}}}";
            if (!isHistogram)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{braces} {_sum}\n");
                return;
            }
            var comma = labels.Length == 0 ? "" : ",";
            var below = 0L;
            for (var i = 0; i < _bounds.Length; i++)
            {
                below += _buckets[i];
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"{_bounds[i]}\"}} {below}\n");
            }
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels}{comma}le=\"+Inf\"}} {_count}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_sum{braces} {_sum}\n{name}_count{braces} {_count}\n");
        }
    }
}
