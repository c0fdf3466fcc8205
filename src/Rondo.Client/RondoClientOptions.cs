namespace Rondo.Client;

/// <summary>Where to log and as whom.</summary>
public sealed record RondoClientOptions
{
    /// <summary>The server's address, such as <c>http://127.0.0.1:8080</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>An API key (<c>rk_...</c>); null where the server asks for none.</summary>
    public string? ApiKey { get; init; }
}
