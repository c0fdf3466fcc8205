using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Rondo.Client.Predictions;

namespace Rondo.Client.Wire;

/// <summary>What came of a request.</summary>
/// <param name="Status">0 when nothing came back.</param>
/// <param name="Code">The server's word for a refusal.</param>
readonly record struct Answer(AnswerKind Kind, int Status, string? Code, string Message, byte[] Body, TimeSpan? RetryAfter = null)
{
    public bool IsDone => Kind == AnswerKind.Done;

    public static Answer Done { get; } = new(AnswerKind.Done, 200, null, "", []);

    public static Answer Away(string message, int status = 0) => new(AnswerKind.Away, status, null, message, []);

    public static Answer Refused(string message) => new(AnswerKind.Refused, 0, null, message, []);

    public T Read<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Body, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new RondoClientException($"The server's answer is not what its API says: {e.Message}", Status, Code, e);
        }
    }

    public RondoClientException AsException(IReadOnlyList<RefusedValue>? details = null) => new(Message, Status, Code) { Details = details ?? [] };
}

enum AnswerKind
{
    Done,

    /// <summary>For good: asking again would be answered alike.</summary>
    Refused,

    /// <summary>The server is away, overloaded or not itself: ask again later.</summary>
    Away,
}
