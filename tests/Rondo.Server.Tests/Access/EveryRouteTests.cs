using System.Net;
using Microsoft.AspNetCore.Routing;
using Rondo.Lifecycle.Store.Access;
using Rondo.Server.Access;

namespace Rondo.Server.Tests.Access;

/// <summary>Holds for the routes that there are and for those to come: the list is the server's own.</summary>
public sealed class EveryRouteTests
{
    // A route comes in here only when strangers must be able to call it.
    static readonly string[] _open =
    [
        "/health/live", "/health/ready", "/health", "/version", "/signin", "/signin/oidc", "/signout", "/setup", "/api/v1/setup",
        "/assets/{hash}/{name}", "/theme",
    ];

    [Fact]
    public async Task Declares_what_it_needs_and_how_its_changes_are_audited()
    {
        await using var server = await TestServer.WithAccounts();
        var routes = Routes(server);
        Assert.True(routes.Length > 15, "The routes weren't found.");
        Assert.All(routes, route => Assert.True(route.Needed is not null, $"{route.Name} doesn't say what it needs: add .Needs(...)"));
        Assert.All(routes, route => Assert.True(!NeedsAudit(route) || route.Endpoint.Metadata.GetMetadata<AuditRule>() is not null,
            $"{route.Name} changes something and doesn't say how that is audited: add .Audits(...) or .AuditedByStore()"));
    }

    [Fact]
    public async Task Is_open_to_strangers_only_when_it_is_on_the_list()
    {
        await using var server = await TestServer.WithAccounts();
        var open = Routes(server).Where(r => r.Needed == Permission.None).Select(r => r.Pattern).Distinct();
        Assert.Empty(open.Except(_open));
    }

    [Fact]
    public async Task Refuses_who_shows_no_credentials()
    {
        await using var server = await TestServer.WithAccounts();
        foreach (var route in Routes(server).Where(r => r.Needed != Permission.None))
        {
            Assert.True(await Ask(server.Program, route) == HttpStatusCode.Unauthorized, $"{route.Name} answered a stranger.");
        }
    }

    [Fact]
    public async Task Refuses_whose_role_or_key_gives_less()
    {
        await using var server = await TestServer.WithAccounts();
        using var viewer = server.WithKey(Role.Viewer);
        using var logger = server.WithKey(Role.Admin, "log");
        using var editor = server.WithKey(Role.Editor);
        foreach (var route in Routes(server))
        {
            var needed = route.Needed!.Value;
            if (!Permission.Read.Include(needed)) await AssertForbidden(viewer, route);
            if (!(Permission.Read | Permission.Log).Include(needed)) await AssertForbidden(logger, route);
            if (needed.Include(Permission.Admin)) await AssertForbidden(editor, route);
        }
    }

    static async Task AssertForbidden(HttpClient client, Route route)
    {
        var status = await Ask(client, route);
        Assert.True(status == HttpStatusCode.Forbidden, $"{route.Name} answered {status} to a caller who may not.");
    }

    static Task<HttpStatusCode> Ask(HttpClient client, Route route)
    {
        var path = string.Join('/', route.Pattern.Split('/').Select(part => part.Contains('{', StringComparison.Ordinal) ? part.Contains("int", StringComparison.Ordinal) ? "1" : "x" : part));
        if (route.Pattern == "/{documentName}.json") path = "/openapi.json";
        var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        var takesForms = route.Endpoint.Metadata.GetMetadata<FormsAccepted>() is not null;
        if (takesForms) request.Content = new FormUrlEncodedContent([]);
        else if (route.Method is not ("GET" or "HEAD")) request.Content = new StringContent("{}", null, "application/json");
        return client.SendAsync(request).Status();
    }

    static bool NeedsAudit(Route route) => route.Method is not ("GET" or "HEAD")
        && (route.Pattern.StartsWith("/api/v1/", StringComparison.Ordinal) || route.Needed is { } needed && (needed & (Permission.Deploy | Permission.Admin)) != 0);

    static Route[] Routes(TestServer server) =>
    [
        .. server.Server.Endpoints.OfType<RouteEndpoint>().SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]).Select(method => new Route(
                endpoint, method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint.Metadata.GetMetadata<NeededPermission>()?.Permission))),
    ];

    sealed record Route(RouteEndpoint Endpoint, string Method, string Pattern, Permission? Needed)
    {
        public string Name => $"{Method} {Pattern}";
    }
}
