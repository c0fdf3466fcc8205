using System.Text.Json.Serialization;

namespace Rondo.Lifecycle.Store;

/// <summary>The JSON that is kept inside columns.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, double?>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(string[][]))]
sealed partial class StoreJson : JsonSerializerContext;
