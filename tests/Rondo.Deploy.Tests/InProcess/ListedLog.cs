using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Rondo.Deploy.Tests.InProcess;

/// <summary>A log that a test reads.</summary>
sealed class ListedLog : ILogger
{
    readonly ConcurrentQueue<string> _lines = new();

    public async Task Wait(Func<string, bool> line)
    {
        for (var n = 0; n < 500 && !_lines.Any(line); n++) await Task.Delay(20);
        Assert.Contains(_lines, l => line(l));
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue(formatter(state, exception));
}
