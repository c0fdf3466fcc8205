using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Rondo.Server.Tests.Access;

/// <summary>An identity provider of OpenID Connect as small as one can be: discovery, codes with PKCE, tokens, userinfo.</summary>
sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "rondo", ClientSecret = "shared secret";

    readonly WebApplication _app;
    readonly Dictionary<string, string> _challenges = [];

    FakeProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public string Claims { get; set; } = "{}";

    public static async Task<FakeProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var provider = new FakeProvider(builder.Build());
        provider.Map();
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>The user says yes: where the provider sends the browser then.</summary>
    public static async Task<Uri> Authorize(Uri asked)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        return (await client.GetAsync(asked)).Headers.Location!;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address.ToString(),
            authorization_endpoint = new Uri(Address, "/authorize"),
            token_endpoint = new Uri(Address, "/token"),
            userinfo_endpoint = new Uri(Address, "/userinfo"),
        }));
        _app.MapGet("/authorize", (HttpRequest request) =>
        {
            Assert.Equal((ClientId, "code", "S256"), ((string?)request.Query["client_id"], (string?)request.Query["response_type"], (string?)request.Query["code_challenge_method"]));
            var code = $"code-{Guid.NewGuid():N}";
            _challenges[code] = request.Query["code_challenge"]!;
            return Results.Redirect(QueryHelpers.AddQueryString(request.Query["redirect_uri"]!, new Dictionary<string, string?> { ["code"] = code, ["state"] = request.Query["state"] }));
        });
        _app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var isRight = _challenges.Remove(form["code"]!, out var challenge) && form["client_secret"] == ClientSecret
                && challenge == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!)));
            return isRight ? Results.Json(new { access_token = "opens userinfo", token_type = "Bearer" }) : Results.BadRequest(new { error = "invalid_grant" });
        });
        _app.MapGet("/userinfo", (HttpRequest request) =>
            request.Headers.Authorization == "Bearer opens userinfo" ? Results.Text(Claims, "application/json") : Results.Unauthorized());
    }
}
