using System.Text;
using Rondo.Client.Spool;
using Rondo.Client.Wire;

namespace Rondo.Client.Delivery;

/// <summary>Metrics, params and tags of one run that fit into one <c>runs/log-batch</c>.</summary>
sealed class Batch
{
    const int MostMetrics = 1000;
    const int MostParams = 100;
    const int MostTags = 100;
    const int BytesAround = 90;

    readonly List<SpoolRecord> _records = [];
    readonly Dictionary<string, int> _params = new(StringComparer.Ordinal);
    readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);
    int _metrics;
    int _bytes;

    /// <summary>How many records are in it, those that others made superfluous included.</summary>
    public int Taken { get; private set; }

    public SpoolRecord[] Records => [.. _records];

    /// <returns>False when it belongs into the next batch.</returns>
    public bool TryAdd(in SpoolRecord record)
    {
        var bytes = BytesAround + Encoding.UTF8.GetByteCount(record.Key) + Encoding.UTF8.GetByteCount(record.Text);
        if (_records.Count > 0 && _bytes + bytes > LogBatchJson.LargestBody) return false;
        if (record.Kind == RecordKind.Metric)
        {
            if (_metrics == MostMetrics) return false;
            _metrics++;
        }
        else
        {
            var (texts, most) = record.Kind == RecordKind.Param ? (_params, MostParams) : (_tags, MostTags);
            if (texts.TryGetValue(record.Key, out var at))
            {
                // A batch may name a key once: of a tag the last value counts, and a param has one.
                if (record.Kind == RecordKind.Param && _records[at].Text != record.Text) return false;
                _records[at] = record;
                Taken++;
                return true;
            }
            if (texts.Count == most) return false;
            texts[record.Key] = _records.Count;
        }
        _records.Add(record);
        _bytes += bytes;
        Taken++;
        return true;
    }
}
