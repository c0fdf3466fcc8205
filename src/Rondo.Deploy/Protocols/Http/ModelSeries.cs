namespace Rondo.Deploy.Protocols.Http;

/// <summary>The figures of one version. Counting takes no lock and allocates nothing.</summary>
/// <param name="owner">Whose they are: tests have several hosts in a process.</param>
sealed class ModelSeries(ServingMetrics owner, string dataVersion, string codeVersion)
{
    long _good;
    long _rows;

    public ServingMetrics Owner => owner;

    public string DataVersion => dataVersion;

    public string CodeVersion => codeVersion;

    public DurationCounts Durations { get; } = new();

    public ErrorCounts Errors { get; } = new();

    public long Rows => Volatile.Read(ref _rows);

    public long Requests => Volatile.Read(ref _good) + Errors.Total;

    public IEnumerable<(string Outcome, long Count)> Outcomes => [("ok", Volatile.Read(ref _good)), ("rejected", Errors.Rejected), ("failed", Errors.Failed)];

    public void Record(int status, int rows, TimeSpan time)
    {
        if (status < 400) Interlocked.Increment(ref _good);
        else Errors.Add(status);
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
