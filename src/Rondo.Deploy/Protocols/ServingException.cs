using Microsoft.AspNetCore.Http;

namespace Rondo.Deploy.Protocols;

/// <summary>A request that is answered by an error: the HTTP status, a stable word, and what is wrong where.</summary>
public sealed class ServingException(int status, string code, string message, IReadOnlyList<Problem>? problems = null) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public IReadOnlyList<Problem> Problems { get; } = problems ?? [];

    /// <summary>After how many seconds to try again; null says nothing.</summary>
    public int? RetryAfter { get; init; }

    public static ServingException Invalid(string code, string message, params IReadOnlyList<Problem> problems) =>
        new(StatusCodes.Status400BadRequest, code, message, problems);

    /// <summary>One or several things wrong with the values sent.</summary>
    public static ServingException Invalid(IReadOnlyList<Problem> problems)
    {
        var more = problems.Count > 1 ? FormattableString.Invariant($" (and {problems.Count - 1} more)") : "";
        return Invalid("invalid_rows", Sentence(problems[0].ToString()) + more, problems);
    }

    public static ServingException NotFound(string code, string message) => new(StatusCodes.Status404NotFound, code, message);

    public static ServingException UnsupportedType(string message) => new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", message);

    static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
