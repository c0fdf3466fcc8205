using System.Collections.Concurrent;

namespace Rondo.Deploy.Protocols.Http;

/// <summary>The figures of one version. Counting takes no lock and allocates nothing.</summary>
/// <param name="owner">Whose they are: tests have several hosts in a process.</param>
sealed class ModelSeries(ServingMetrics owner, string dataVersion, string codeVersion)
{
    // What it answered well as an arm of an experiment.
    readonly ConcurrentDictionary<string, long> _goodByArm = new(StringComparer.Ordinal);
    long _good;
    long _rows;

    public ServingMetrics Owner => owner;

    public string DataVersion => dataVersion;

    public string CodeVersion => codeVersion;

    public DurationCounts Durations { get; } = new();

    public ErrorCounts Errors { get; } = new();

    public long Rows => Volatile.Read(ref _rows);

    public long Requests => Volatile.Read(ref _good) + _goodByArm.Values.Sum() + Errors.Total;

    /// <summary>Requests by the arm that they belonged to, which is empty outside of experiments, and by what came of them.</summary>
    public IEnumerable<(string Arm, string Outcome, long Count)> Outcomes =>
        [("", "ok", Volatile.Read(ref _good)), .. _goodByArm.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (a.Key, "ok", a.Value)), ("", "rejected", Errors.Rejected), ("", "failed", Errors.Failed)];

    /// <param name="arm">Null outside of experiments.</param>
    public void Record(int status, int rows, TimeSpan time, string? arm)
    {
        if (status >= 400) Errors.Add(status);
        else if (arm is null) Interlocked.Increment(ref _good);
        else _goodByArm.AddOrUpdate(arm, 1, static (_, count) => count + 1);
        if (rows > 0) Interlocked.Add(ref _rows, rows);
        Durations.Add(time);
    }
}

/// <summary>Answers of a status of 400 or above, by why they were given.</summary>
sealed class ErrorCounts
{
    // The last one is for whatever no status here means.
    static readonly (int Status, string Reason)[] s_reasons =
    [
        (400, "bad_request"), (401, "unauthorized"), (403, "forbidden"), (404, "not_found"), (408, "body_too_slow"), (413, "body_too_large"), (415, "media_type"), (422, "unprocessable"),
        (429, "rate_limited"), (499, "caller_left"), (500, "internal"), (503, "unavailable"), (504, "deadline"), (507, "no_memory"), (0, "other"),
    ];

    readonly long[] _counts = new long[s_reasons.Length];
    long _failed;

    public long Total
    {
        get
        {
            var total = 0L;
            for (var i = 0; i < _counts.Length; i++) total += Volatile.Read(ref _counts[i]);
            return total;
        }
    }

    /// <summary>By the server's fault: a status of 500 or above.</summary>
    public long Failed => Volatile.Read(ref _failed);

    public long Rejected => Math.Max(0, Total - Failed);

    /// <summary>Those that there were.</summary>
    public IEnumerable<(string Reason, long Count)> ByReason => s_reasons.Select((r, i) => (r.Reason, Volatile.Read(ref _counts[i]))).Where(r => r.Item2 > 0);

    public void Add(int status)
    {
        var place = 0;
        while (place < s_reasons.Length - 1 && s_reasons[place].Status != status) place++;
        Interlocked.Increment(ref _counts[place]);
        if (status >= 500) Interlocked.Increment(ref _failed);
    }
}
