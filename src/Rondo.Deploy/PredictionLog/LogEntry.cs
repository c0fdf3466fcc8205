using Rondo.Deploy.Host;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.PredictionLog;

/// <summary>What the log keeps of a request, but for its rows.</summary>
/// <param name="Time">When it was answered: microseconds since 1970.</param>
/// <param name="Latency">Microseconds from the request to its prediction.</param>
/// <param name="EventTime">When what it is about happened, as the caller says: microseconds since 1970; null when it doesn't.</param>
/// <param name="Request">The request's id.</param>
readonly record struct LogEntry(ServedModel Model, PredictionIds Ids, Predictions Predictions, long Time, long Latency, long? EventTime, string Request, string? Unit);
