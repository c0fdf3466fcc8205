using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>Who makes a request, and what that allows.</summary>
/// <param name="Via">How the caller is known: local, cookie, password or key.</param>
sealed record Caller(string Name, Permission Permissions, string Via)
{
    public const string Local = "local", Cookie = "cookie", Password = "password", Key = "key", Nobody = "none";

    /// <summary>The account; null on a server without accounts.</summary>
    public string? UserId { get; init; }

    /// <summary>Whether a browser sends the proof by itself, so that another site's page could make it do so.</summary>
    public bool IsSession { get; init; }

    public static Caller Of(User user, string via) =>
        new(user.Name, user.Role.Permissions(), via) { UserId = user.Id, IsSession = via == Cookie };

    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, UserId ?? Name), new Claim(ClaimTypes.Name, Name)], Via, ClaimTypes.Name, ClaimTypes.Role));
}

static class CallerContext
{
    extension(HttpContext context)
    {
        /// <summary>Whoever the gate let in; null on routes that are open to all.</summary>
        public Caller? Caller => context.Features.Get<Caller>();

        /// <summary>The caller as the audit log names it: goes to every method of the store that takes an author.</summary>
        public Author Author(string? reason = null) => context.Caller is { } caller
            ? context.Author(caller.Name, caller.Via) with { Reason = reason }
            : context.Author("", Access.Caller.Nobody);

        public Author Author(string name, string via) => new() { By = name, Via = via, Address = AddressOf(context)?.ToString() };
    }

    static IPAddress? AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;

    /// <summary>What counts as one address: hosts have a whole /64 of IPv6 to themselves.</summary>
    public static string Neighbourhood(this HttpContext context)
    {
        var address = AddressOf(context);
        if (address is null) return "";
        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : Convert.ToHexString(bytes.AsSpan(0, 8));
    }
}
