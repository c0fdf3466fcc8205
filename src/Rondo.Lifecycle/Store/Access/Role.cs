using Rondo.Engine.Errors;

namespace Rondo.Lifecycle.Store.Access;

/// <summary>What a user is allowed to do.</summary>
public enum Role
{
    Viewer,
    Editor,
    Admin,
}

/// <summary>Roles as words and as permissions.</summary>
public static class Roles
{
    public static Permission Permissions(this Role role) => role switch
    {
        Role.Admin => Access.Permissions.All,
        Role.Editor => Permission.Read | Permission.Log | Permission.Deploy,
        _ => Permission.Read,
    };

    public static string Word(this Role role) => role switch
    {
        Role.Admin => "admin",
        Role.Editor => "editor",
        _ => "viewer",
    };

    public static Role Parse(string word) => word switch
    {
        "admin" => Role.Admin,
        "editor" => Role.Editor,
        "viewer" => Role.Viewer,
        _ => throw new RondoException(new Mistake("invalid_role", $"There is no role '{word}'.")
        {
            Field = "role",
            Hint = Spelling.DidYouMean(word, ["viewer", "editor", "admin"]) ?? "The roles are viewer, editor and admin.",
        }),
    };
}
