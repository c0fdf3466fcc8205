using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Access;

/// <summary>What a route needs and what a role or an API key gives; the words are the scopes of keys.</summary>
[Flags]
public enum Permission
{
    /// <summary>Open to all, such as the page for signing in.</summary>
    None = 0,

    /// <summary>See everything but users and the audit log.</summary>
    Read = 1,

    /// <summary>Write runs, metrics, files and model versions.</summary>
    Log = 2,

    /// <summary>Decide what serves: promote, roll back, delete versions.</summary>
    Deploy = 4,

    /// <summary>Users, keys of others, the audit log.</summary>
    Admin = 8,
}

/// <summary>Permissions as words, and what goes along with each.</summary>
public static class Permissions
{
    public const Permission All = Permission.Read | Permission.Log | Permission.Deploy | Permission.Admin;

    static readonly Permission[] _each = [Permission.Read, Permission.Log, Permission.Deploy, Permission.Admin];

    public static bool Include(this Permission held, Permission needed) => (held & needed) == needed;

    /// <summary>The words in their order: read, log, deploy, admin.</summary>
    public static IReadOnlyList<string> Words(this Permission permissions) =>
        [.. _each.Where(one => permissions.Include(one)).Select(Word)];

    /// <summary>Whoever may write may read, and an admin may do everything.</summary>
    public static Permission Parse(IEnumerable<string> words)
    {
        var sum = Permission.None;
        foreach (var word in words)
        {
            var one = _each.FirstOrDefault(p => Word(p) == word);
            if (one == Permission.None)
                throw new RondoException(new Mistake("invalid_scope", $"There is no scope '{word}'.")
                {
                    Field = "scopes",
                    Hint = Spelling.DidYouMean(word, _each.Select(Word)) ?? "The scopes are read, log, deploy and admin.",
                });
            sum |= one == Permission.Admin ? All : one | Permission.Read;
        }
        return sum;
    }

    static string Word(Permission one) => one switch
    {
        Permission.Read => "read",
        Permission.Log => "log",
        Permission.Deploy => "deploy",
        _ => "admin",
    };
}
