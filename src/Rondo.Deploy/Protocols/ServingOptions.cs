using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Rondo.Deploy.Features;
using Rondo.Deploy.PredictionLog;

namespace Rondo.Deploy.Protocols;

/// <summary>Which protocol answers where several want the same route.</summary>
public enum Contract
{
    None,
    Mlflow,
    Kserve,
    Sagemaker,
    Vertex,
    Azure,
}

/// <summary>What the server of a model host takes, and how it listens.</summary>
public sealed record ServingOptions
{
    public const int DefaultPort = 8080;

    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; } = DefaultPort;

    public Contract Contract { get; init; }

    /// <summary>Routes of whoever runs the host, behind the same entrance; null for none.</summary>
    public Action<IEndpointRouteBuilder>? MoreRoutes { get; init; }

    /// <summary>The longest body, also after decompression.</summary>
    public long MaxBody { get; init; } = 16 << 20;

    /// <summary>The most rows of one request.</summary>
    public int MaxRows { get; init; } = 100_000;

    /// <summary>The most requests answered at the same time; more are told to come back.</summary>
    public int Concurrency { get; init; } = 1000;

    /// <summary>The most requests a second, of each API key where there are keys; null for any number.</summary>
    public double? RateLimit { get; init; }

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whoever shows one of these is let in; null lets everybody in.</summary>
    public ApiKeys? Keys { get; init; }

    /// <summary>How long requests are still taken after the probes were told that the host stops.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long requests under way may take to end.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Where predictions are kept; null keeps none. Whoever opened it closes it, after the server.</summary>
    public PredictionRecorder? PredictionLog { get; init; }

    /// <summary>Where the predictions of shadows are kept, under the ids of what was answered; null keeps none. It is opened when a shadow first predicts; whoever gave it closes it, after the server.</summary>
    public Lazy<PredictionRecorder>? ShadowLog { get; init; }

    /// <summary>What completes rows that only name an entity; null when nothing does.</summary>
    public EntityLookups? Lookups { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What reads one of the environment's settings, such as those of a cloud's contract.</summary>
    public Func<string, string?> Setting { get; init; } = Environment.GetEnvironmentVariable;

    public ILoggerProvider? Log { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>A certificate and its key as PEM files; without them the server speaks plain HTTP.</summary>
    public string? TlsCertificate { get; init; }

    public string? TlsKey { get; init; }
}
