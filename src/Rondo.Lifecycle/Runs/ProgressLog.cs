using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Runs;

/// <summary>Passes a run's progress on, and keeps what is new in it with the run within a second: remarks, and each kind of work once.</summary>
sealed class ProgressLog : IProgress<RunProgress>, IDisposable
{
    /// <summary>Later lines are not kept, but for the last one.</summary>
    public const int MostLines = 10_000;

    private const int LongestLine = 2_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Lock _saving = new();
    private readonly RunLogStore _logs;
    private readonly IProgress<RunProgress>? _next;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private List<LogLine> _waiting = [];
    private string? _run;
    private int _count;
    private bool _hasFailed;

    public ProgressLog(RunLogStore logs, IProgress<RunProgress>? next, TimeProvider clock)
    {
        (_logs, _next, _clock) = (logs, next, clock);
        _timer = clock.CreateTimer(_ => Save(), null, Interval, Interval);
    }

    /// <summary>The run that the lines are of, also those before it had a name.</summary>
    public void Attach(string run)
    {
        lock (_lock) _run = run;
        Save();
    }

    public void Report(RunProgress value)
    {
        _next?.Report(value);
        var line = $"{value.Step,-9} {value.Message}";
        lock (_lock)
        {
            if (value.Share is not null && (_told.Count >= MostLines || !_told.Add(line))) return;
            Add(line);
        }
    }

    /// <summary>How the run ended; kept however long the log is.</summary>
    public void End(string text)
    {
        lock (_lock)
        {
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(100)) Put($"{"end",-9} {line}");
        }
    }

    /// <summary>Keeps what is waiting now.</summary>
    public void Save()
    {
        // One at a time, so that lines come in their order; those who report don't wait for the disk.
        lock (_saving)
        {
            List<LogLine> lines;
            string run;
            lock (_lock)
            {
                if (_run is null || _waiting.Count == 0) return;
                (run, lines, _waiting) = (_run, _waiting, []);
            }
            try
            {
                _logs.Append(run, lines);
            }
            catch (RondoException fault)
            {
                // A store that can't be written to has its say where the run itself writes; a log is no reason to end one.
                lock (_lock) _waiting.InsertRange(0, lines);
                if (!_hasFailed) _next?.Report(new RunProgress("log", $"The log can't be kept: {fault.Message}"));
                _hasFailed = true;
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Save();
    }

    void Add(string text)
    {
        if (_count > MostLines) return;
        Put(_count < MostLines ? text : $"{"log",-9} Later lines are not kept.");
    }

    void Put(string text)
    {
        text = Secrets.Redact(text);
        _waiting.Add(new LogLine(++_count, _clock.GetUtcNow(), text.Length > LongestLine ? text[..LongestLine] + "..." : text));
    }
}
