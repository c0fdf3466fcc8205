using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Rondo.Engine.Errors;
using Rondo.Lifecycle.Store;
using Rondo.Lifecycle.Store.Access;

namespace Rondo.Server.Access;

/// <summary>Hashes and checks passwords: PBKDF2 with SHA-512, slow on purpose.</summary>
sealed class PasswordCheck : IDisposable
{
    const int Iterations = 210_000;
    const int Shortest = 10, Longest = 256;
    const int MostRemembered = 1000;

    static readonly TimeSpan _memory = TimeSpan.FromMinutes(1);

    readonly PasswordHasher<object> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    readonly ConcurrentDictionary<string, Remembered> _remembered = new();
    readonly byte[] _salt = RandomNumberGenerator.GetBytes(32);
    readonly SemaphoreSlim _oneAtATime = new(1);
    readonly Lazy<string> _nobodysHash;
    readonly Workspace _workspace;
    readonly TimeProvider _clock;
    readonly SignInLimit _limit;

    public PasswordCheck(Workspace workspace, SignInLimit limit, ServerOptions options)
    {
        (_workspace, _limit, _clock) = (workspace, limit, options.Clock);
        _nobodysHash = new Lazy<string>(() => _hasher.HashPassword(this, "nobody has this password"));
    }

    public string Hash(string password, string name)
    {
        if (password.Length is < Shortest or > Longest || password == name)
            throw new RondoException(new Mistake("weak_password", $"A password has {Shortest} to {Longest} characters and isn't the name.") { Field = "password", Hint = "Take a few words." });
        return _hasher.HashPassword(this, password);
    }

    /// <summary>The user, or how long to wait, or neither when name or password is wrong. Failures go to the audit log.</summary>
    /// <param name="mayRemember">A program sends its password with each request: it is checked in full once a minute.</param>
    public async Task<Outcome> Check(HttpContext context, string name, string password, bool mayRemember = false)
    {
        var trace = mayRemember ? TraceOf(name, password) : "";
        if (mayRemember && Recall(trace) is { } known) return new Outcome(known, null);
        var address = context.Neighbourhood();
        if (_limit.WaitOf(address, name) is { } early) return new Outcome(null, early);
        await _oneAtATime.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            // Of many requests at once the first does the work.
            if (mayRemember && Recall(trace) is { } meanwhile) return new Outcome(meanwhile, null);
            if (_limit.WaitOf(address, name) is { } wait) return new Outcome(null, wait);
            if (Verify(name, password) is { } user)
            {
                if (mayRemember) Remember(trace, user);
                return new Outcome(user, null);
            }
            _limit.NoteFailure(address, name);
        }
        finally
        {
            _oneAtATime.Release();
        }
        _workspace.Audit.Append(context.Author(name, Caller.Password), "sign_in.failed", name);
        return default;
    }

    public void Dispose() => _oneAtATime.Dispose();

    User? Verify(string name, string password)
    {
        if (password.Length > Longest) return null;
        var user = _workspace.Users.Find(name);
        // Takes as long when there is no such user, so that time doesn't tell who has an account.
        var isRight = _hasher.VerifyHashedPassword(this, user?.PasswordHash ?? _nobodysHash.Value, password) != PasswordVerificationResult.Failed;
        return isRight && user is { PasswordHash: not null, IsDisabled: false } ? user : null;
    }

    User? Recall(string trace)
    {
        if (!_remembered.TryGetValue(trace, out var remembered) || remembered.Until < _clock.GetUtcNow()) return null;
        // A change of the password, the role or the account changes the stamp.
        return _workspace.Users.FindById(remembered.UserId) is { IsDisabled: false } user && user.Stamp == remembered.Stamp ? user : null;
    }

    void Remember(string trace, User user)
    {
        if (_remembered.Count >= MostRemembered) _remembered.Clear();
        _remembered[trace] = new Remembered(user.Id, user.Stamp, _clock.GetUtcNow() + _memory);
    }

    string TraceOf(string name, string password) =>
        Convert.ToHexString(HMACSHA256.HashData(_salt, Encoding.UTF8.GetBytes($"{name}\n{password}")));

    public readonly record struct Outcome(User? User, TimeSpan? Wait);

    sealed record Remembered(string UserId, string Stamp, DateTimeOffset Until);
}
