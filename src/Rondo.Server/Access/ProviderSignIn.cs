using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>
/// Signing in at an identity provider: authorization code with PKCE, then the claims from the provider's userinfo endpoint.
/// They come straight from the provider over TLS, so there is no signed token to check.
/// </summary>
sealed class ProviderSignIn(IdentityProvider provider, IOptionsMonitor<OAuthOptions> monitor) : IDisposable
{
    public const string Scheme = "oidc";

    const string Path = "/signin/oidc";

    readonly SemaphoreSlim _gate = new(1);
    volatile bool _isDiscovered;

    public static void Configure(OAuthOptions oauth, IdentityProvider provider, bool isSecure)
    {
        oauth.ClientId = provider.ClientId;
        oauth.ClientSecret = provider.ClientSecret;
        oauth.CallbackPath = Path + "/callback";
        oauth.SignInScheme = AccountCookie.Scheme;
        oauth.UsePkce = true;
        oauth.SaveTokens = false;
        oauth.BackchannelTimeout = TimeSpan.FromSeconds(10);
        oauth.Scope.Add("openid");
        oauth.Scope.Add("profile");
        oauth.Scope.Add("email");
        oauth.CorrelationCookie.SameSite = SameSiteMode.Lax;
        oauth.CorrelationCookie.SecurePolicy = isSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        // Known once the discovery document was read.
        oauth.AuthorizationEndpoint = oauth.TokenEndpoint = oauth.UserInformationEndpoint = provider.Authority.ToString();
        oauth.Events.OnCreatingTicket = context => Admit(context, provider);
        oauth.Events.OnRemoteFailure = Fail;
    }

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(Path, (string? next) => Results.Challenge(new AuthenticationProperties { RedirectUri = SignInRoutes.Local(next), IsPersistent = true }, [Scheme])).OpenToAll();

    /// <summary>Before a request goes to or comes from the provider, its addresses are looked up; once for the life of the server.</summary>
    public async Task Prepare(HttpContext context, RequestDelegate next)
    {
        if (!_isDiscovered && context.Request.Path.StartsWithSegments(Path, StringComparison.Ordinal)) await Discover(context.RequestAborted).ConfigureAwait(false);
        await next(context).ConfigureAwait(false);
    }

    public void Dispose() => _gate.Dispose();

    async Task Discover(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_isDiscovered) return;
            var oauth = monitor.Get(Scheme);
            var address = new Uri(provider.Authority.ToString().TrimEnd('/') + "/.well-known/openid-configuration");
            using var document = JsonDocument.Parse(await oauth.Backchannel.GetByteArrayAsync(address, cancellation).ConfigureAwait(false));
            var root = document.RootElement;
            var issuer = root.GetProperty("issuer").GetString();
            if (issuer?.TrimEnd('/') != provider.Authority.ToString().TrimEnd('/'))
                throw new RondoException("provider_unusable", $"The identity provider calls itself '{issuer}', not '{provider.Authority}'.", "Set RONDO_OIDC_AUTHORITY to its issuer.");
            oauth.AuthorizationEndpoint = Endpoint(root, "authorization_endpoint");
            oauth.TokenEndpoint = Endpoint(root, "token_endpoint");
            oauth.UserInformationEndpoint = Endpoint(root, "userinfo_endpoint");
            _isDiscovered = true;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RondoException("provider_unusable", $"The identity provider's discovery document can't be read: {e.Message}", "Sign in with a password, or try again later.");
        }
        finally
        {
            _gate.Release();
        }
    }

    static string Endpoint(JsonElement document, string name) =>
        Uri.TryCreate(document.GetProperty(name).GetString(), UriKind.Absolute, out var address) && IdentityProvider.IsTrustworthy(address)
            ? address.ToString()
            : throw new RondoException("provider_unusable", $"The identity provider's {name} is not an https address.");

    static async Task Admit(OAuthCreatingTicketContext context, IdentityProvider provider)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var claims = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(context.HttpContext.RequestAborted).ConfigureAwait(false));
        var user = Vouched(context.HttpContext, claims.RootElement, provider);
        context.Principal = AccountCookie.PrincipalOf(user);
        context.Properties.IsPersistent = true;
    }

    static User Vouched(HttpContext http, JsonElement claims, IdentityProvider provider)
    {
        var subject = Text(claims, "sub") ?? throw new RondoException("provider_unusable", "The identity provider names no subject.");
        var name = Text(claims, "preferred_username") ?? Text(claims, "email") ?? Text(claims, "name") ?? subject;
        var role = RoleOf(claims, provider) ?? throw new RondoException("forbidden", $"'{name}' has no role on this server.");
        var workspace = http.RequestServices.GetRequiredService<Workspace>();
        var author = http.Author(name, Scheme);
        var user = workspace.Users.Vouched(provider.Authority.ToString(), subject, name, role, author);
        if (user.IsDisabled) throw new RondoException("forbidden", $"'{user.Name}' is disabled.");
        workspace.Audit.Append(author with { By = user.Name }, "sign_in", user.Name);
        return user;
    }

    static Role? RoleOf(JsonElement claims, IdentityProvider provider)
    {
        var values = Texts(claims, provider.RoleClaim);
        if (provider.AdminValue is { } admin && values.Contains(admin)) return Role.Admin;
        if (provider.EditorValue is { } editor && values.Contains(editor)) return Role.Editor;
        return provider.DefaultRole;
    }

    static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    static string[] Texts(JsonElement claims, string name) => !claims.TryGetProperty(name, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)],
        _ => [],
    };

    static Task Fail(RemoteFailureContext context)
    {
        var audit = context.HttpContext.RequestServices.GetRequiredService<Workspace>().Audit;
        var limit = context.HttpContext.RequestServices.GetRequiredService<SignInLimit>();
        if (limit.MayLogFailedKey(context.HttpContext.Neighbourhood()))
        {
            audit.Append(context.HttpContext.Author("", Scheme), "sign_in.failed", Path,
                new Dictionary<string, string> { ["problem"] = context.Failure?.Message ?? "" });
        }
        context.Response.Redirect("/signin?problem=provider");
        context.HandleResponse();
        return Task.CompletedTask;
    }
}
