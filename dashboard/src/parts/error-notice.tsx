/** What went wrong, in the server's words. */
export function ErrorNotice({ error }: { error: Error }) {
  return (
    <p role="alert" className="notice bad">
      {error.message}
    </p>
  );
}
