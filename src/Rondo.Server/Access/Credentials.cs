using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>Finds out who makes a request: by API key, name and password, or cookie; without accounts, by being on this machine.</summary>
sealed class Credentials(Workspace workspace, ServerOptions options, LocalSession local, PasswordCheck passwords, SignInLimit limit)
{
    public bool UsesAccounts { get; } = options.UsesAccounts;

    /// <summary>The caller; null when nothing was shown. Wrong credentials are answered at once.</summary>
    public async Task<Caller?> Find(HttpContext context)
    {
        if (!UsesAccounts) return local.Find(context);
        if (AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header))
        {
            if (header is { Scheme: "Bearer" or "bearer", Parameter: { } token }) return await ByKey(context, token).ConfigureAwait(false);
            if (header is { Scheme: "Basic" or "basic", Parameter: { } pair }) return await ByPair(context, pair).ConfigureAwait(false);
            await Refusal.BadCredentials(context).ConfigureAwait(false);
            return null;
        }
        if (context.Request.Headers["X-Api-Key"] is [{ } key]) return await ByKey(context, key).ConfigureAwait(false);
        return AccountCookie.UserOf(context) is { } user ? Caller.Of(user, Caller.Cookie) : null;
    }

    async Task<Caller?> ByKey(HttpContext context, string text)
    {
        if (workspace.Keys.Verify(text) is { } holder)
            return new Caller(holder.User.Name, holder.Permissions, Caller.Key) { UserId = holder.User.Id };
        // A secret of 256 bits needs no limit against guessing, but the log does against filling.
        if (limit.MayLogFailedKey(context.Neighbourhood()))
            workspace.Audit.Append(context.Author("", Caller.Key), "sign_in.failed", context.Request.Path, new Dictionary<string, string> { ["with"] = "key" });
        await Refusal.BadCredentials(context).ConfigureAwait(false);
        return null;
    }

    // MLflow's clients send what stands in MLFLOW_TRACKING_USERNAME and _PASSWORD; the password may be an API key.
    async Task<Caller?> ByPair(HttpContext context, string encoded)
    {
        if (!TryDecode(encoded, out var name, out var password))
        {
            await Refusal.BadCredentials(context).ConfigureAwait(false);
            return null;
        }
        if (password.StartsWith(ApiKeyStore.Prefix, StringComparison.Ordinal)) return await ByKey(context, password).ConfigureAwait(false);
        var outcome = await passwords.Check(context, name, password, mayRemember: true).ConfigureAwait(false);
        if (outcome.User is { } user) return Caller.Of(user, Caller.Password);
        await (outcome.Wait is { } wait ? Refusal.TooMany(context, wait) : Refusal.BadCredentials(context)).ConfigureAwait(false);
        return null;
    }

    static bool TryDecode(string encoded, out string name, out string password)
    {
        (name, password) = ("", "");
        var bytes = new byte[encoded.Length];
        if (encoded.Length > 2048 || !Convert.TryFromBase64String(encoded, bytes, out var count)) return false;
        var pair = Encoding.UTF8.GetString(bytes, 0, count);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        (name, password) = (pair[..colon], pair[(colon + 1)..]);
        return true;
    }
}
