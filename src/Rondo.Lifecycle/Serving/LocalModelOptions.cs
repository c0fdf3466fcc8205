using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.PredictionLog;

namespace Rondo.Lifecycle.Serving;

/// <summary>Where a program's models are, how they follow their names, and whether their predictions are kept.</summary>
public sealed record LocalModelOptions
{
    static readonly PredictionLogOptions _usualLog = new();

    /// <summary>The workspace's folder.</summary>
    public string Workspace { get; init; } = ".rondo";

    /// <summary>The address of a PostgreSQL database that holds the workspace's tables; unless told, what RONDO_STORE says.</summary>
    public string? Store { get; init; }

    /// <summary>A folder with a model package, or with several in folders, instead of a workspace.</summary>
    public string? Package { get; init; }

    /// <summary>How often it is asked whether a name means another version.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether predictions are logged in the workspace, as those of servers are. Costs some garbage and microseconds each.</summary>
    public bool LogPredictions { get; init; }

    /// <summary>What is kept of them, and how surely.</summary>
    public PredictionLogOptions PredictionLog { get; init; } = _usualLog;

    public ILogger Log { get; init; } = NullLogger.Instance;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
