namespace Rondo.Client;

/// <summary>Where to log, as whom, and what to keep while the server is away.</summary>
public sealed record RondoClientOptions
{
    /// <summary>The server's address, such as <c>http://127.0.0.1:8080</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>An API key (<c>rk_...</c>); null where the server asks for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where records wait for the server; null is <c>rondo/spool</c> in the user's local application data.</summary>
    public string? SpoolFolder { get; init; }

    /// <summary>How many bytes may wait on disk. When that is full the oldest records are kept and new ones are refused, counted and told of.</summary>
    public long SpoolLimit { get; init; } = 1L << 30;

    /// <summary>How many bytes may wait in memory for the disk; beyond that, new records are refused, counted and told of.</summary>
    public int MemoryLimit { get; init; } = 64 << 20;

    /// <summary>How long a record may lie in the system's cache before the disk has it for good; <see cref="RondoClient.Flush"/> doesn't wait for it.</summary>
    public TimeSpan SyncEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long records gather before they are sent together.</summary>
    public TimeSpan SendEvery { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long <see cref="RondoClient.StartRun"/> waits for the server before the run starts offline.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one request may take; uploads have more, by their size.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the end of a run or client waits for the server; what is left then waits on disk for the next client.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause after the first failure; it doubles up to <see cref="LongestRetry"/>. A server's Retry-After is heeded instead.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an open run tells the server that it is alive.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sends the requests, for proxies and certificates of your own; not disposed. It should not follow redirects.</summary>
    public HttpMessageHandler? Handler { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    // The generated text would show the key.
    public override string ToString() => $"{nameof(RondoClientOptions)} of {Server}";
}
