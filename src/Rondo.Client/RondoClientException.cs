using Rondo.Client.Predictions;

namespace Rondo.Client;

/// <summary>The server's refusal of something that was asked for directly: a run's start, a prediction, or a call to the registry. Logging never throws it.</summary>
public sealed class RondoClientException(string message, int status = 0, string? code = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status; 0 when there was no answer.</summary>
    public int Status { get; } = status;

    /// <summary>The server's word for it, such as <c>RESOURCE_DOES_NOT_EXIST</c>.</summary>
    public string? Code { get; } = code;

    /// <summary>Which values of rows to predict the model was not made for.</summary>
    public IReadOnlyList<RefusedValue> Details { get; init; } = [];
}
