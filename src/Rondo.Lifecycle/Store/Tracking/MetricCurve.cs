namespace Rondo.Lifecycle.Store.Tracking;

/// <summary>A metric over its steps, thinned for drawing.</summary>
/// <param name="Points">In order; where some were left out, each bucket's lowest and highest are among them.</param>
/// <param name="Total">How many points the metric has.</param>
public sealed record MetricCurve(string Metric, IReadOnlyList<LoggedMetric> Points, long Total)
{
    public bool IsThinned => Points.Count < Total;
}

/// <summary>Thins a stream of points while it is read: of each bucket the lowest and the highest stay, so no spike is lost.</summary>
sealed class CurveThinning
{
    readonly string _metric;
    readonly long _total;
    readonly long _buckets;
    readonly List<LoggedMetric> _points = [];
    LoggedMetric _low;
    LoggedMetric _high;
    LoggedMetric _last;
    long _seen;
    long _bucket = -1;

    public CurveThinning(string metric, long total, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 4);
        _metric = metric;
        _total = total;
        // The first and the last point always stay.
        _buckets = total <= most ? 0 : (most - 2) / 2;
    }

    public void Add(LoggedMetric point)
    {
        _last = point;
        if (_buckets == 0 || _seen == 0)
        {
            _points.Add(point);
        }
        else
        {
            var bucket = Math.Min(_buckets - 1, (_seen - 1) * _buckets / Math.Max(1, _total - 2));
            if (bucket != _bucket) Close(bucket, point);
            if (double.IsNaN(_low.Value) || point.Value < _low.Value) _low = point;
            if (double.IsNaN(_high.Value) || point.Value > _high.Value) _high = point;
        }
        _seen++;
    }

    public MetricCurve End()
    {
        if (_buckets > 0 && _seen > 1)
        {
            Close(-1, _last);
            if (_points[^1] != _last) _points.Add(_last);
        }
        return new MetricCurve(_metric, _points, Math.Max(_seen, _total));
    }

    void Close(long next, LoggedMetric first)
    {
        if (_bucket >= 0)
        {
            var (a, b) = (_low.Step, _low.TimeMicroseconds).CompareTo((_high.Step, _high.TimeMicroseconds)) <= 0 ? (_low, _high) : (_high, _low);
            _points.Add(a);
            if (a != b) _points.Add(b);
        }
        (_bucket, _low, _high) = (next, first, first);
    }
}
