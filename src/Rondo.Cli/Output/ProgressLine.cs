using System.Diagnostics;
using System.Globalization;
using Rondo.Lifecycle.Runs;

namespace Rondo.Cli.Output;

/// <summary>Shows a run's progress on stderr: one line that renews itself on a terminal, a line a message elsewhere.</summary>
sealed class ProgressLine(TextWriter error, bool isTerminal) : IProgress<RunProgress>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private string _work = "";
    private long _workStart;
    private long _lastDrawn;
    private int _drawnLength;

    public void Report(RunProgress value)
    {
        lock (_lock)
        {
            // A remark does not end the work under way, nor its estimate of what is left.
            if (value.Share is not { } share)
            {
                WriteLine(value);
                return;
            }
            var isNew = _work != value.Step + value.Message;
            if (isNew)
            {
                _work = value.Step + value.Message;
                _workStart = Stopwatch.GetTimestamp();
            }
            if (!isTerminal)
            {
                // Where lines stay, work that is told of again and again is told of once.
                if (_told.Add(_work)) WriteLine(value);
                return;
            }
            if (!isNew && Stopwatch.GetElapsedTime(_lastDrawn).TotalMilliseconds < 100 && share < 1) return;
            Draw($"{Clock()}  {value.Step,-9} {value.Message}  {Bar(share)} {Left(share)}");
        }
    }

    public void Dispose()
    {
        lock (_lock) Clear();
    }

    void WriteLine(RunProgress value)
    {
        Clear();
        error.WriteLine($"{Clock()}  {value.Step,-9} {value.Message}");
    }

    void Draw(string line)
    {
        var width = Math.Max(20, Console.WindowWidth - 1);
        if (line.Length > width) line = line[..width];
        error.Write("\r" + line.PadRight(_drawnLength));
        _drawnLength = line.Length;
        _lastDrawn = Stopwatch.GetTimestamp();
    }

    void Clear()
    {
        if (_drawnLength > 0) error.Write("\r" + new string(' ', _drawnLength) + "\r");
        _drawnLength = 0;
    }

    string Clock() => Stopwatch.GetElapsedTime(_start).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(6) + "s";

    static string Bar(double share)
    {
        var filled = (int)(Math.Clamp(share, 0, 1) * 20);
        return "[" + new string('#', filled) + new string('.', 20 - filled) + "]";
    }

    string Left(double share)
    {
        var elapsed = Stopwatch.GetElapsedTime(_workStart).TotalSeconds;
        if (share < 0.02 || elapsed < 0.5) return "";
        var left = elapsed / share * (1 - share);
        return left < 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{(left < 90 ? $"{left:0} s" : $"{left / 60:0} min")} left");
    }
}
