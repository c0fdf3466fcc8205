using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>Where people sign in who have no password here: any provider that speaks OpenID Connect with a userinfo endpoint.</summary>
public sealed record IdentityProvider
{
    /// <summary>The issuer, whose discovery document is at <c>/.well-known/openid-configuration</c> under it.</summary>
    public required Uri Authority { get; init; }

    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    /// <summary>What the link on the page for signing in says.</summary>
    public string Name { get; init; } = "single sign-on";

    /// <summary>The claim that tells the role: a text or a list of texts.</summary>
    public string RoleClaim { get; init; } = "groups";

    /// <summary>The values of the claim that make an admin or an editor.</summary>
    public string? AdminValue { get; init; }

    public string? EditorValue { get; init; }

    /// <summary>The role of those whom the claim gives none; null keeps them out.</summary>
    public Role? DefaultRole { get; init; } = Role.Viewer;

    /// <summary>The settings RONDO_OIDC_AUTHORITY, _CLIENT_ID, _CLIENT_SECRET, _NAME, _ROLE_CLAIM, _ADMIN, _EDITOR and _DEFAULT_ROLE; null when none is set.</summary>
    public static IdentityProvider? FromSettings(Func<string, string?> setting)
    {
        string? Read(string name) => setting($"RONDO_OIDC_{name}") is { Length: > 0 } value ? value : null;
        string Require(string name) => Read(name) ?? throw new RondoException("bad_arguments", $"RONDO_OIDC_AUTHORITY is set, but RONDO_OIDC_{name} is not.");
        if (Read("AUTHORITY") is not { } authority) return null;
        var provider = new IdentityProvider { Authority = ParseAuthority(authority), ClientId = Require("CLIENT_ID"), ClientSecret = Require("CLIENT_SECRET") };
        return provider with
        {
            Name = Read("NAME") ?? provider.Authority.Host,
            RoleClaim = Read("ROLE_CLAIM") ?? provider.RoleClaim,
            AdminValue = Read("ADMIN"),
            EditorValue = Read("EDITOR"),
            DefaultRole = Read("DEFAULT_ROLE") switch { null => Role.Viewer, "none" => null, { } word => Roles.Parse(word) },
        };
    }

    /// <summary>What the provider says must not be read or changed on the way; on this machine there is no way.</summary>
    internal static bool IsTrustworthy(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    static Uri ParseAuthority(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && IsTrustworthy(address)
        ? address
        : throw new RondoException("bad_arguments", $"RONDO_OIDC_AUTHORITY must be an https address; found '{text}'.");
}
