using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rondo.Deploy.PredictionLog;

namespace Rondo.Deploy.InProcess;

/// <summary>How a model within a program follows its name, and where its predictions are kept.</summary>
public sealed record InProcessOptions
{
    /// <summary>How often it is asked whether the name means another version.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Where every prediction is logged; null logs none.</summary>
    public PredictionRecorder? PredictionLog { get; init; }

    public ILogger Log { get; init; } = NullLogger.Instance;

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
