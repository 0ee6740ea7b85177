<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>QMainWindow</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search of the page</source>
        <translation>Suche der Seite</translation>
    </message>
    <message>
        <source>Plot: zoom, whole range</source>
        <translation>Kurve: Zoom, ganzer Bereich</translation>
    </message>
    <message>
        <source>Plot: log scale, follow</source>
        <translation>Kurve: Log-Achse, mitlaufen</translation>
    </message>
    <message>
        <source>Trains the ResNet family from scratch on folders of pictures.</source>
        <translation>Trainiert die ResNet-Familie von Grund auf mit Ordnern voller Bilder.</translation>
    </message>
    <message>
        <source>NVIDIA driver</source>
        <translation>NVIDIA-Treiber</translation>
    </message>
    <message>
        <source>Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Freie Software unter der GNU General Public License, Version 3 oder neuer.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy all versions</source>
        <translation>Alle Versionen kopieren</translation>
    </message>
    <message>
        <source>Recipe: undo, redo</source>
        <translation>Rezept: rückgängig, wiederholen</translation>
    </message>
    <message>
        <source>Runs: name and notes, delete</source>
        <translation>Läufe: Name und Notizen, löschen</translation>
    </message>
    <message>
        <source>Classify: what is on the clipboard</source>
        <translation>Klassifizieren: was in der Zwischenablage ist</translation>
    </message>
    <message>
        <source>Plot: move, view before</source>
        <translation>Diagramm: verschieben, vorige Ansicht</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>studio::Actions</name>
    <message>
        <source>Price per hour</source>
        <translation>Preis pro Stunde</translation>
    </message>
    <message>
        <source>What an hour of this machine costs, for example 0.526 EUR. Empty: costs are not shown.</source>
        <translation>Was eine Stunde dieses Rechners kostet, zum Beispiel 0.526 EUR. Leer: Kosten werden nicht gezeigt.</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>&amp;Training</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>T&amp;heme</source>
        <translation>&amp;Design</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;New run</source>
        <translation>&amp;Neuer Lauf</translation>
    </message>
    <message>
        <source>Shows the recipe of the next run</source>
        <translation>Zeigt das Rezept des nächsten Laufs</translation>
    </message>
    <message>
        <source>&amp;Open run or folder...</source>
        <translation>Lauf oder &amp;Ordner öffnen …</translation>
    </message>
    <message>
        <source>Open a run or a picture folder</source>
        <translation>Lauf oder Bilderordner öffnen</translation>
    </message>
    <message>
        <source>Open &amp;pictures or weights...</source>
        <translation>Bilder oder &amp;Gewichte öffnen …</translation>
    </message>
    <message>
        <source>Open pictures or weights</source>
        <translation>Bilder oder Gewichte öffnen</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>&amp;Get pictures...</source>
        <translation>Bilder &amp;holen …</translation>
    </message>
    <message>
        <source>Makes a picture folder of ImageNet&apos;s archives, a well-known set or any archive</source>
        <translation>Macht einen Bilderordner aus den Archiven von ImageNet, einem bekannten Datensatz oder einem beliebigen Archiv</translation>
    </message>
    <message>
        <source>Open &amp;recipe...</source>
        <translation>&amp;Rezept öffnen …</translation>
    </message>
    <message>
        <source>R&amp;eport of the run shown...</source>
        <translation>B&amp;ericht des gezeigten Laufs …</translation>
    </message>
    <message>
        <source>&amp;Back up a run...</source>
        <translation>Lauf s&amp;ichern …</translation>
    </message>
    <message>
        <source>Copies a run to S3, another machine or a folder, also while it trains</source>
        <translation>Kopiert einen Lauf nach S3, auf einen anderen Rechner oder in einen Ordner, auch während er trainiert</translation>
    </message>
    <message>
        <source>Restore &amp;a run...</source>
        <translation>Lauf &amp;wiederherstellen …</translation>
    </message>
    <message>
        <source>Makes a run folder of its backup</source>
        <translation>Macht aus einer Sicherung wieder einen Laufordner</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Start</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training starten</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Stop after this &amp;epoch</source>
        <translation>Nach dieser &amp;Epoche anhalten</translation>
    </message>
    <message>
        <source>Stop &amp;now and save</source>
        <translation>&amp;Jetzt anhalten und speichern</translation>
    </message>
    <message>
        <source>Snap&amp;shot now</source>
        <translation>S&amp;napshot jetzt</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>Move to &amp;background</source>
        <translation>In den &amp;Hintergrund verlegen</translation>
    </message>
    <message>
        <source>Stop &amp;following</source>
        <translation>Nicht mehr &amp;verfolgen</translation>
    </message>
    <message>
        <source>N&amp;otices...</source>
        <translation>&amp;Benachrichtigungen …</translation>
    </message>
    <message>
        <source>Says where you are told of a run when you are not looking</source>
        <translation>Legt fest, wo Sie von einem Lauf erfahren, wenn Sie nicht hinsehen</translation>
    </message>
    <message>
        <source>Price per &amp;hour...</source>
        <translation>Preis pro S&amp;tunde …</translation>
    </message>
    <message>
        <source>What this machine costs; Train and reports then tell the cost of a run</source>
        <translation>Was dieser Rechner kostet; die Seite Training und Berichte nennen dann die Kosten eines Laufs</translation>
    </message>
    <message>
        <source>Se&amp;ttings...</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>&amp;Daten</translation>
    </message>
    <message>
        <source>&amp;Recipe</source>
        <translation>&amp;Rezept</translation>
    </message>
    <message>
        <source>R&amp;uns</source>
        <translation>&amp;Läufe</translation>
    </message>
    <message>
        <source>&amp;Classify</source>
        <translation>&amp;Klassifizieren</translation>
    </message>
    <message>
        <source>Side&amp;bar</source>
        <translation>&amp;Seitenleiste</translation>
    </message>
    <message>
        <source>D&amp;etails of Train</source>
        <translation>&amp;Einzelheiten beim Training</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>&amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>Slow &amp;refresh (1 Hz)</source>
        <translation>&amp;Langsam auffrischen (1 Hz)</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>&amp;Handbuch</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;Log folder</source>
        <translation>&amp;Protokollordner</translation>
    </message>
    <message>
        <source>&amp;Copy system information</source>
        <translation>S&amp;ysteminformationen kopieren</translation>
    </message>
    <message>
        <source>&amp;About ResNet Studio</source>
        <translation>&amp;Über ResNet Studio</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nichts läuft</translation>
    </message>
    <message>
        <source>The run is being saved</source>
        <translation>Der Lauf wird gespeichert</translation>
    </message>
    <message>
        <source>The run is being prepared</source>
        <translation>Der Lauf wird vorbereitet</translation>
    </message>
    <message>
        <source>A run is training already</source>
        <translation>Ein Lauf trainiert schon</translation>
    </message>
    <message>
        <source>Start this run</source>
        <translation>Diesen Lauf starten</translation>
    </message>
    <message>
        <source>Pauses or continues at the next step</source>
        <translation>Pausiert oder setzt fort beim nächsten Schritt</translation>
    </message>
    <message>
        <source>Saves a checkpoint at the next step</source>
        <translation>Speichert einen Checkpoint beim nächsten Schritt</translation>
    </message>
    <message>
        <source>Trains and validates this epoch to its end, and saves</source>
        <translation>Trainiert und validiert diese Epoche zu Ende und speichert</translation>
    </message>
    <message>
        <source>Saves at this step; resuming goes on exactly there</source>
        <translation>Speichert bei diesem Schritt; genau dort geht es später weiter</translation>
    </message>
    <message>
        <source>Writes all that is known of it to one file</source>
        <translation>Schreibt alles, was von ihm bekannt ist, in eine Datei</translation>
    </message>
    <message>
        <source>No run is shown</source>
        <translation>Kein Lauf wird gezeigt</translation>
    </message>
    <message>
        <source>Con&amp;tinue</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>The run goes on without this window</source>
        <translation>Der Lauf geht ohne dieses Fenster weiter</translation>
    </message>
    <message>
        <source>No run of another process is followed</source>
        <translation>Kein Lauf eines anderen Prozesses wird verfolgt</translation>
    </message>
    <message>
        <source>Saves, and goes on at the same step in a process that needs no window</source>
        <translation>Speichert und macht beim selben Schritt weiter, in einem Prozess, der kein Fenster braucht</translation>
    </message>
    <message>
        <source>The run is in the background already</source>
        <translation>Der Lauf ist schon im Hintergrund</translation>
    </message>
    <message>
        <source>resnet-train does not lie beside this program</source>
        <translation>resnet-train liegt nicht neben diesem Programm</translation>
    </message>
    <message>
        <source>The run is being prepared or saved</source>
        <translation>Der Lauf wird vorbereitet oder gespeichert</translation>
    </message>
    <message>
        <source>&amp;Save recipe</source>
        <translation>Rezept &amp;speichern</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save recipe &amp;as...</source>
        <translation>Rezept speichern &amp;unter …</translation>
    </message>
    <message>
        <source>&amp;Validate now</source>
        <translation>Jetzt &amp;validieren</translation>
    </message>
    <message>
        <source>Validate</source>
        <translation>Validieren</translation>
    </message>
    <message>
        <source>&amp;Change the plan...</source>
        <translation>&amp;Plan ändern …</translation>
    </message>
    <message>
        <source>Plan...</source>
        <translation>Plan …</translation>
    </message>
    <message>
        <source>Measures the weights of the next step; counts for no epoch and no best</source>
        <translation>Misst die Gewichte des nächsten Schritts; zählt für keine Epoche und keinen besten</translation>
    </message>
    <message>
        <source>Another learning rate or more epochs, from the next epoch on</source>
        <translation>Andere Lernrate oder mehr Epochen, ab der nächsten Epoche</translation>
    </message>
    <message>
        <source>&amp;Icon in the tray</source>
        <translation>&amp;Symbol im Infobereich</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>Zuletzt &amp;geöffnet</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Nothing was opened yet</source>
        <translation>Noch nichts geöffnet</translation>
    </message>
    <message>
        <source>Set the price</source>
        <translation>Preis setzen</translation>
    </message>
</context>
<context>
    <name>studio::AnswerBars</name>
    <message>
        <source>folder&apos;s label</source>
        <translation>Name des Ordners</translation>
    </message>
    <message>
        <source>%1 A %2, B %3</source>
        <translation>%1 A %2, B %3</translation>
    </message>
</context>
<context>
    <name>studio::AttentionCard</name>
    <message>
        <source>Where it looks</source>
        <translation>Wohin es sieht</translation>
    </message>
    <message>
        <source>Class that is looked for</source>
        <translation>Gesuchte Klasse</translation>
    </message>
    <message>
        <source>What in the picture speaks for this class (Grad-CAM)</source>
        <translation>Was im Bild für diese Klasse spricht (Grad-CAM)</translation>
    </message>
    <message>
        <source>Strength of the map over the picture</source>
        <translation>Stärke der Karte über dem Bild</translation>
    </message>
    <message>
        <source>How strongly the map is drawn over the picture; 0 shows the picture alone</source>
        <translation>Wie kräftig die Karte über das Bild gezeichnet wird; 0 zeigt nur das Bild</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Wird gesucht</translation>
    </message>
    <message>
        <source>Nothing in it speaks for %1</source>
        <translation>Nichts darin spricht für %1</translation>
    </message>
    <message>
        <source>Yellow speaks most for %1</source>
        <translation>Gelb spricht am meisten für %1</translation>
    </message>
</context>
<context>
    <name>studio::AutoBackupForm</name>
    <message>
        <source>a run once it is finished</source>
        <translation>einen Lauf, sobald er fertig ist</translation>
    </message>
    <message>
        <source>also after each checkpoint that is the best so far</source>
        <translation>auch nach jedem Checkpoint, der bisher der beste ist</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Back up</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>The target is being looked at</source>
        <translation>Das Ziel wird geprüft</translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation>Nichts wurde geändert</translation>
    </message>
    <message>
        <source>Holds for the runs that train in this window, and for those in the background and in the queue that are started from now on.</source>
        <translation>Gilt für die Läufe, die in diesem Fenster trainieren, und für die im Hintergrund und in der Warteschlange, die ab jetzt gestartet werden.</translation>
    </message>
    <message>
        <source>Saved. No run is backed up by itself any more.</source>
        <translation>Gespeichert. Kein Lauf wird mehr von selbst gesichert.</translation>
    </message>
    <message>
        <source>Saved. Runs are backed up to %1.</source>
        <translation>Gespeichert. Läufe werden nach %1 gesichert.</translation>
    </message>
</context>
<context>
    <name>studio::BackUpForm</name>
    <message>
        <source>A backup is under way</source>
        <translation>Eine Sicherung läuft</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Every checkpoint, not only the best and the newest one</source>
        <translation>Jeden Checkpoint, nicht nur den besten und den neuesten</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Mit</translation>
    </message>
    <message>
        <source>Back up</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>There is no run to back up</source>
        <translation>Es gibt keinen Lauf zum Sichern</translation>
    </message>
</context>
<context>
    <name>studio::BackgroundJob</name>
    <message>
        <source>The system gives no more threads</source>
        <translation>Das System gibt keine weiteren Threads her</translation>
    </message>
    <message>
        <source>This was not begun.</source>
        <translation>Dies wurde nicht begonnen.</translation>
    </message>
    <message>
        <source>Close other programs, then try again.</source>
        <translation>Schließen Sie andere Programme und versuchen Sie es dann noch einmal.</translation>
    </message>
</context>
<context>
    <name>studio::BackupDialog</name>
    <message>
        <source>Looking through the run</source>
        <translation>Lauf wird durchgesehen</translation>
    </message>
    <message>
        <source>Looking through %1</source>
        <translation>%1 wird durchgesehen</translation>
    </message>
    <message>
        <source>Sending %1</source>
        <translation>%1 wird gesendet</translation>
    </message>
    <message>
        <source>Fetching %1</source>
        <translation>%1 wird geholt</translation>
    </message>
    <message>
        <source>file %1 of %2</source>
        <translation>Datei %1 von %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Backed up to %1.</source>
        <translation>Gesichert nach %1.</translation>
    </message>
    <message>
        <source>Restored to %1; it is on the page Runs.</source>
        <translation>Wiederhergestellt in %1; er steht auf der Seite Läufe.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) sent, %1 of %2.</source>
        <translation>
            <numerusform>%n Datei gesendet, %1 von %2.</numerusform>
            <numerusform>%n Dateien gesendet, %1 von %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) fetched, %1 of %2.</source>
        <translation>
            <numerusform>%n Datei geholt, %1 von %2.</numerusform>
            <numerusform>%n Dateien geholt, %1 von %2.</numerusform>
        </translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Copies of runs in S3, on another machine (by rsync) or in a folder. Credentials for S3 are read where Amazon&apos;s tools read them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, else AWS_PROFILE, else the role of this machine.</source>
        <translation>Kopien von Läufen in S3, auf einem anderen Rechner (mit rsync) oder in einem Ordner. Zugangsdaten für S3 werden dort gelesen, wo die Werkzeuge von Amazon sie lesen: AWS_ACCESS_KEY_ID und AWS_SECRET_ACCESS_KEY, sonst AWS_PROFILE, sonst die Rolle dieses Rechners.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Back up</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Progress of the backup</source>
        <translation>Fortschritt der Sicherung</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>It is being stopped</source>
        <translation>Sie wird angehalten</translation>
    </message>
    <message>
        <source>Stopping...</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message numerus="yes">
        <source>%n more wait(s).</source>
        <translation>
            <numerusform>%n weitere wartet.</numerusform>
            <numerusform>%n weitere warten.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped. What has arrived stays; the same once more goes on from there.</source>
        <translation>Angehalten. Was angekommen ist, bleibt; dieselbe noch einmal macht dort weiter.</translation>
    </message>
    <message>
        <source>Stopped, while %1 did not answer. What has arrived stays.</source>
        <translation>Angehalten, während %1 nicht antwortete. Was angekommen ist, bleibt.</translation>
    </message>
    <message numerus="yes">
        <source>%n more wait(s) for the answer of a place that hangs.</source>
        <translation>
            <numerusform>%n weitere wartet auf die Antwort eines Ortes, der hängt.</numerusform>
            <numerusform>%n weitere warten auf die Antwort eines Ortes, der hängt.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::BackupPlace</name>
    <message>
        <source>s3://BUCKET/FOLDER, HOST:FOLDER or a folder</source>
        <translation>s3://BUCKET/ORDNER, RECHNER:ORDNER oder ein Ordner</translation>
    </message>
    <message>
        <source>Choose folder...</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Address of the store</source>
        <translation>Adresse des Speichers</translation>
    </message>
    <message>
        <source>AWS_ENDPOINT_URL_S3, else Amazon&apos;s</source>
        <translation>AWS_ENDPOINT_URL_S3, sonst die von Amazon</translation>
    </message>
    <message>
        <source>Store</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Say where: s3://BUCKET/FOLDER, HOST:FOLDER or a folder</source>
        <translation>Sagen Sie, wohin: s3://BUCKET/ORDNER, RECHNER:ORDNER oder ein Ordner</translation>
    </message>
    <message>
        <source>A folder is written from the root on: /media/disk/backups</source>
        <translation>Ein Ordner wird von der Wurzel an geschrieben: /media/platte/sicherung</translation>
    </message>
    <message>
        <source>Names and passwords do not belong in an address</source>
        <translation>Namen und Passwörter gehören nicht in eine Adresse</translation>
    </message>
    <message>
        <source>The address of a store begins with https://</source>
        <translation>Die Adresse eines Speichers beginnt mit https://</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
</context>
<context>
    <name>studio::BackupSession</name>
    <message>
        <source>It stood still and was given up</source>
        <translation>Sie stand still und wurde aufgegeben</translation>
    </message>
    <message>
        <source>A disk or a share does not answer; what has arrived stays.</source>
        <translation>Eine Platte oder Freigabe antwortet nicht; was angekommen ist, bleibt.</translation>
    </message>
    <message>
        <source>See to it, then repeat this: it goes on from there.</source>
        <translation>Sehen Sie danach, und wiederholen Sie es dann: Es geht dort weiter.</translation>
    </message>
    <message>
        <source>Its place does not answer</source>
        <translation>Der Ort antwortet nicht</translation>
    </message>
    <message>
        <source>An earlier backup still hangs there; nothing was sent.</source>
        <translation>Eine frühere Sicherung hängt dort noch; es wurde nichts übertragen.</translation>
    </message>
    <message>
        <source>The studio was closed before it</source>
        <translation>Das Studio wurde vorher geschlossen</translation>
    </message>
    <message>
        <source>The run is whole where it is.</source>
        <translation>Der Lauf ist dort, wo er liegt, vollständig.</translation>
    </message>
    <message>
        <source>Back it up by hand.</source>
        <translation>Bitte von Hand sichern.</translation>
    </message>
</context>
<context>
    <name>studio::Banner</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>studio::BatchPreview</name>
    <message>
        <source>mirrored</source>
        <translation>gespiegelt</translation>
    </message>
    <message>
        <source>brightness</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>saturation</source>
        <translation>Sättigung</translation>
    </message>
    <message>
        <source>hue %1</source>
        <translation>Farbton %1</translation>
    </message>
    <message>
        <source>Choose pictures to see a batch</source>
        <translation>Wählen Sie Bilder, um einen Batch zu sehen</translation>
    </message>
    <message>
        <source>No batch: the recipe has an error</source>
        <translation>Kein Batch: Das Rezept hat einen Fehler</translation>
    </message>
    <message>
        <source>Reading the first batch...</source>
        <translation>Der erste Batch wird gelesen …</translation>
    </message>
    <message>
        <source>a box erased</source>
        <translation>ein Kästchen gelöscht</translation>
    </message>
    <message>
        <source>; %1 % of its label, the rest of the picture before it</source>
        <translation>; %1 % seines Labels, der Rest vom Bild davor</translation>
    </message>
</context>
<context>
    <name>studio::BeginningMenu</name>
    <message>
        <source>random weights</source>
        <translation>zufälligen Gewichten</translation>
    </message>
    <message>
        <source>The weights of a run...</source>
        <translation>Gewichte eines Laufs …</translation>
    </message>
    <message>
        <source>A file of weights...</source>
        <translation>Datei mit Gewichten …</translation>
    </message>
    <message>
        <source>%1. With weights that have learned before, a run needs fewer pictures and epochs (fine-tuning): preset fine-tune. Option: --init.</source>
        <translation>%1. Mit Gewichten, die schon gelernt haben, braucht ein Lauf weniger Bilder und Epochen (Fine-Tuning): Vorgabe fine-tune. Option: --init.</translation>
    </message>
    <message>
        <source>Begin with the weights of a run</source>
        <translation>Mit den Gewichten eines Laufs beginnen</translation>
    </message>
    <message>
        <source>Begin with the weights of a file</source>
        <translation>Mit den Gewichten einer Datei beginnen</translation>
    </message>
    <message>
        <source>reading %1...</source>
        <translation>%1 wird gelesen …</translation>
    </message>
    <message>
        <source>Weights (*.safetensors *.pth *.pt *.bin *.ckpt *.tar)</source>
        <translation>Gewichte (*.safetensors *.pth *.pt *.bin *.ckpt *.tar)</translation>
    </message>
    <message>
        <source>The weights of the last start cannot be read</source>
        <translation>Die Gewichte vom letzten Start sind nicht lesbar</translation>
    </message>
    <message>
        <source>A run is to begin with them: choose them again, others, or random weights on the page Recipe.</source>
        <translation>Ein Lauf soll mit ihnen beginnen: Wählen Sie auf der Seite Rezept sie noch einmal, andere oder zufällige Gewichte.</translation>
    </message>
    <message>
        <source>%1: cannot be read</source>
        <translation>%1: nicht lesbar</translation>
    </message>
</context>
<context>
    <name>studio::CardAlerts</name>
    <message>
        <source>The card waits for pictures %1 of the time</source>
        <translation>Die Karte wartet %1 der Zeit auf Bilder</translation>
    </message>
    <message>
        <source>The card slows itself down</source>
        <translation>Die Karte drosselt sich</translation>
    </message>
    <message>
        <source>What holds its clock back: %1. Training goes on, but takes longer. Look at its fans, at dust, at the air around it and at its power supply.</source>
        <translation>Was ihren Takt bremst: %1. Das Training geht weiter, dauert aber länger. Sehen Sie nach Lüftern, Staub, der Luft um sie herum und ihrer Stromversorgung.</translation>
    </message>
</context>
<context>
    <name>studio::CheckpointLedger</name>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>Classify with it</source>
        <translation>Damit klassifizieren</translation>
    </message>
    <message>
        <source>Keep this checkpoint</source>
        <translation>Diesen Checkpoint behalten</translation>
    </message>
    <message>
        <source>Verify all</source>
        <translation>Alle prüfen</translation>
    </message>
    <message>
        <source>Delete this checkpoint...</source>
        <translation>Diesen Checkpoint löschen …</translation>
    </message>
    <message>
        <source>Delete this checkpoint</source>
        <translation>Diesen Checkpoint löschen</translation>
    </message>
    <message>
        <source>No run selected.</source>
        <translation>Kein Lauf ausgewählt.</translation>
    </message>
    <message>
        <source>No checkpoints. One is saved at the end of each epoch.</source>
        <translation>Keine Checkpoints. Am Ende jeder Epoche wird einer gespeichert.</translation>
    </message>
    <message>
        <source>Being read...</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>They cannot be read.</source>
        <translation>Sie können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>No checkpoint selected.</source>
        <translation>Kein Checkpoint ausgewählt.</translation>
    </message>
    <message>
        <source>Classify pictures with the weights of this checkpoint</source>
        <translation>Bilder mit den Gewichten dieses Checkpoints klassifizieren</translation>
    </message>
    <message>
        <source>Kept until you unpin it. Click to unpin it.</source>
        <translation>Bleibt, bis Sie ihn lösen. Klicken löst ihn.</translation>
    </message>
    <message>
        <source>Pin: keep this checkpoint when newer ones come</source>
        <translation>Anheften: Diesen Checkpoint behalten, wenn neuere kommen</translation>
    </message>
    <message>
        <source>Stop, %1 of %2</source>
        <translation>Anhalten, %1 von %2</translation>
    </message>
    <message>
        <source>There are no checkpoints.</source>
        <translation>Es gibt keine Checkpoints.</translation>
    </message>
    <message>
        <source>Stop verifying</source>
        <translation>Prüfen anhalten</translation>
    </message>
    <message>
        <source>Reads each checkpoint whole and checks its checksum</source>
        <translation>Liest jeden Checkpoint ganz und vergleicht seine Prüfsumme</translation>
    </message>
    <message>
        <source>A trainer owns this run.</source>
        <translation>Ein Trainer besitzt diesen Lauf.</translation>
    </message>
    <message>
        <source>Delete the checkpoint of epoch %1?</source>
        <translation>Den Checkpoint der Epoche %1 löschen?</translation>
    </message>
    <message>
        <source>It is the best of this run. </source>
        <translation>Er ist der beste dieses Laufs. </translation>
    </message>
    <message>
        <source>This frees %1.</source>
        <translation>Das macht %1 frei.</translation>
    </message>
    <message>
        <source>Delete the checkpoint</source>
        <translation>Checkpoint löschen</translation>
    </message>
    <message>
        <source>Prune checkpoints...</source>
        <translation>Checkpoints ausdünnen …</translation>
    </message>
    <message>
        <source>Prune checkpoints</source>
        <translation>Checkpoints ausdünnen</translation>
    </message>
    <message>
        <source>A trainer owns this run. Its recipe says what it keeps.</source>
        <translation>Dieser Lauf wird gerade trainiert. Sein Rezept sagt, was bleibt.</translation>
    </message>
    <message>
        <source>Choose a rule, see what goes under it, then delete that</source>
        <translation>Eine Regel wählen, sehen, was danach entfällt, und es dann löschen</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>Klassifizieren</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n file(s), %2</source>
        <translation>
            <numerusform>%1 · %n Datei, %2</numerusform>
            <numerusform>%1 · %n Dateien, %2</numerusform>
        </translation>
    </message>
    <message>
        <source>This checkpoint is not there any more</source>
        <translation>Diesen Checkpoint gibt es nicht mehr</translation>
    </message>
    <message>
        <source>Nothing was done.</source>
        <translation>Nichts wurde getan.</translation>
    </message>
</context>
<context>
    <name>studio::CheckpointTable</name>
    <message>
        <source>verified</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>Read whole, and its checksum is right</source>
        <translation>Ganz gelesen, und seine Prüfsumme stimmt</translation>
    </message>
    <message>
        <source>%1 (part)</source>
        <translation>%1 (Teil)</translation>
    </message>
    <message>
        <source>best</source>
        <translation>beste</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>angeheftet</translation>
    </message>
    <message>
        <source>last</source>
        <translation>letzte</translation>
    </message>
    <message>
        <source>goes next</source>
        <translation>geht als Nächster</translation>
    </message>
    <message>
        <source>one in %1</source>
        <translation>einer von %1</translation>
    </message>
    <message>
        <source>Deleted when the next checkpoint is saved. Pin it to keep it.</source>
        <translation>Wird gelöscht, wenn der nächste Checkpoint gespeichert wird. Anheften behält ihn.</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Top-1, %</source>
        <translation>Top-1, %</translation>
    </message>
    <message>
        <source>Top-5, %</source>
        <translation>Top-5, %</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Kept as</source>
        <translation>Behalten als</translation>
    </message>
    <message>
        <source>goes</source>
        <translation>entfällt</translation>
    </message>
    <message>
        <source>Deleted with the others that go. Pin it to keep it.</source>
        <translation>Wird mit den anderen gelöscht, die entfallen. Zum Behalten anheften.</translation>
    </message>
    <message>
        <source>newest</source>
        <translation>neueste</translation>
    </message>
</context>
<context>
    <name>studio::ClassBars</name>
    <message>
        <source>%1 classes, most %2</source>
        <translation>%1 Klassen, die größte mit %2</translation>
    </message>
    <message>
        <source>%1 with clearly fewer, least %2</source>
        <translation>%1 mit deutlich weniger, die kleinste mit %2</translation>
    </message>
    <message>
        <source>least %1</source>
        <translation>die kleinste mit %1</translation>
    </message>
</context>
<context>
    <name>studio::ClassTable</name>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln copy(s)</source>
        <translation>
            <numerusform>%Ln Kopie</numerusform>
            <numerusform>%Ln Kopien</numerusform>
        </translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Val</source>
        <translation>Val</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
</context>
<context>
    <name>studio::ClassifyEmpty</name>
    <message>
        <source>Choose pictures...</source>
        <translation>Bilder wählen …</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Go to Recipe</source>
        <translation>Zum Rezept</translation>
    </message>
    <message>
        <source>Open run...</source>
        <translation>Lauf öffnen …</translation>
    </message>
    <message>
        <source>Choose a run folder</source>
        <translation>Laufordner wählen</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Drop pictures here</source>
        <translation>Bilder hier ablegen</translation>
    </message>
    <message>
        <source>Or paste one, or choose files. A folder is looked through; pictures from a folder named like a class are marked right or wrong.</source>
        <translation>Oder eines einfügen oder Dateien wählen. Ein Ordner wird durchgesehen; Bilder aus einem Ordner, der wie eine Klasse heißt, werden als richtig oder falsch markiert.</translation>
    </message>
    <message>
        <source>Needs a trained network</source>
        <translation>Braucht ein trainiertes Netz</translation>
    </message>
    <message>
        <source>Or try a validation picture</source>
        <translation>Oder ein Validierungsbild versuchen</translation>
    </message>
    <message>
        <source>Or try one of the pictures that it was trained on</source>
        <translation>Oder eines der Bilder versuchen, mit denen trainiert wurde</translation>
    </message>
    <message>
        <source>Train one, open a run, or drop a file of weights on the window. Pictures can wait here already.</source>
        <translation>Trainieren Sie eines, öffnen Sie einen Lauf oder legen Sie eine Datei mit Gewichten auf dem Fenster ab. Bilder können hier schon warten.</translation>
    </message>
</context>
<context>
    <name>studio::ClassifyList</name>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>needs a network</source>
        <translation>braucht ein Netz</translation>
    </message>
    <message>
        <source>is: %1</source>
        <translation>ist: %1</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>nicht klassifiziert</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B: %1</translation>
    </message>
</context>
<context>
    <name>studio::ClassifyListCard</name>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Wrong</source>
        <translation>Falsch</translation>
    </message>
    <message>
        <source>Least sure answers first</source>
        <translation>Unsicherste Antworten zuerst</translation>
    </message>
    <message>
        <source>Save the probabilities</source>
        <translation>Wahrscheinlichkeiten speichern</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>All %1</source>
        <translation>Alle %1</translation>
    </message>
    <message>
        <source>Wrong %1</source>
        <translation>Falsch %1</translation>
    </message>
    <message>
        <source>There are no answers yet</source>
        <translation>Es gibt noch keine Antworten</translation>
    </message>
    <message>
        <source>Save the probabilities of every class as a table (CSV)</source>
        <translation>Die Wahrscheinlichkeiten aller Klassen als Tabelle speichern (CSV)</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>still looking</source>
        <translation>wird noch durchsucht</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>not classified</source>
        <translation>nicht klassifiziert</translation>
    </message>
    <message>
        <source>Differ</source>
        <translation>Anders</translation>
    </message>
    <message>
        <source>Differ %1</source>
        <translation>Anders %1</translation>
    </message>
    <message>
        <source>Save the probabilities of every class by A as a table (CSV)</source>
        <translation>Die Wahrscheinlichkeiten jeder Klasse nach A als Tabelle speichern (CSV)</translation>
    </message>
</context>
<context>
    <name>studio::ClassifyPage</name>
    <message>
        <source>Classify</source>
        <translation>Klassifizieren</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>What the network sees</source>
        <translation>Was das Netz sieht</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Choose pictures</source>
        <translation>Bilder wählen</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.JPEG *.JPG)</source>
        <translation>Bilder (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.JPEG *.JPG)</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>Eingefügtes Bild</translation>
    </message>
    <message>
        <source>Looking through the folder</source>
        <translation>Ordner wird durchgesehen</translation>
    </message>
    <message>
        <source>Reading the weights</source>
        <translation>Gewichte werden gelesen</translation>
    </message>
    <message>
        <source>These weights cannot be used</source>
        <translation>Diese Gewichte können nicht benutzt werden</translation>
    </message>
    <message numerus="yes">
        <source>%1  ·  %n class(es)</source>
        <translation>
            <numerusform>%1  ·  %n Klasse</numerusform>
            <numerusform>%1  ·  %n Klassen</numerusform>
        </translation>
    </message>
    <message>
        <source>Needs a trained network</source>
        <translation>Braucht ein trainiertes Netz</translation>
    </message>
    <message>
        <source>%1 is read with the first picture</source>
        <translation>%1 wird mit dem ersten Bild gelesen</translation>
    </message>
    <message>
        <source>Try validation pictures</source>
        <translation>Validierungsbilder versuchen</translation>
    </message>
    <message>
        <source>Try training pictures</source>
        <translation>Trainingsbilder versuchen</translation>
    </message>
    <message>
        <source>No picture selected</source>
        <translation>Kein Bild ausgewählt</translation>
    </message>
    <message>
        <source>Drop a picture</source>
        <translation>Ein Bild ablegen</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>It is classified at once, also while a run trains.</source>
        <translation>Es wird sofort klassifiziert, auch während ein Lauf trainiert.</translation>
    </message>
    <message>
        <source>%1 × %2 px</source>
        <translation>%1 × %2 px</translation>
    </message>
    <message>
        <source>%1 × %1, its area of the picture</source>
        <translation>%1 × %1, seine Fläche im Bild</translation>
    </message>
    <message>
        <source>%1 × %1 px</source>
        <translation>%1 × %1 px</translation>
    </message>
    <message numerus="yes">
        <source>%1 sure  ·  top %2 of %n class(es)  ·  %3 ms</source>
        <translation>
            <numerusform>%1 sicher  ·  Top %2 von %n Klasse  ·  %3 ms</numerusform>
            <numerusform>%1 sicher  ·  Top %2 von %n Klassen  ·  %3 ms</numerusform>
        </translation>
    </message>
    <message>
        <source>by %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>correct</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>wrong: is %1</source>
        <translation>falsch: ist %1</translation>
    </message>
    <message>
        <source>Folder...</source>
        <translation>Ordner …</translation>
    </message>
    <message>
        <source>%1 of %2 pictures have their best five answers only</source>
        <translation>%1 von %2 Bildern haben nur ihre besten fünf Antworten</translation>
    </message>
    <message>
        <source>So many probabilities are not kept. resnet-train classify --csv writes all.</source>
        <translation>So viele Wahrscheinlichkeiten werden nicht behalten. resnet-train classify --csv schreibt alle.</translation>
    </message>
    <message>
        <source>The first %1 pictures were taken</source>
        <translation>Die ersten %1 Bilder wurden genommen</translation>
    </message>
    <message>
        <source>So many are listed at once. resnet-train classify --csv takes any number.</source>
        <translation>So viele werden auf einmal aufgelistet. resnet-train classify --csv nimmt beliebig viele.</translation>
    </message>
    <message>
        <source>Choose a folder of pictures</source>
        <translation>Ordner mit Bildern wählen</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>There is nothing to compare with</source>
        <translation>Es gibt nichts zum Vergleichen</translation>
    </message>
    <message>
        <source>B has not classified it</source>
        <translation>B hat es nicht klassifiziert</translation>
    </message>
    <message>
        <source>B cannot be used</source>
        <translation>B ist nicht verwendbar</translation>
    </message>
    <message>
        <source>B is still at work</source>
        <translation>B arbeitet noch</translation>
    </message>
    <message>
        <source>B: %1</source>
        <translation>B: %1</translation>
    </message>
    <message>
        <source>B says %1, %2 sure</source>
        <translation>B sagt %1, zu %2 sicher</translation>
    </message>
    <message>
        <source>B is %1 sure: both agree</source>
        <translation>B ist zu %1 sicher: beide sind sich einig</translation>
    </message>
    <message>
        <source>A is %1 sure. %2</source>
        <translation>A ist zu %1 sicher. %2</translation>
    </message>
    <message>
        <source>%1  ·  drop pictures or a folder anywhere, or paste</source>
        <translation>%1  ·  Bilder oder einen Ordner irgendwo ablegen oder einfügen</translation>
    </message>
</context>
<context>
    <name>studio::ClassifySession</name>
    <message>
        <source>%1, epoch %2</source>
        <translation>%1, Epoche %2</translation>
    </message>
    <message>
        <source>A folder cannot be read</source>
        <translation>Ein Ordner ist nicht lesbar</translation>
    </message>
    <message>
        <source>Pictures elsewhere were taken.</source>
        <translation>Bilder anderswo wurden genommen.</translation>
    </message>
    <message>
        <source>There are no pictures in this folder</source>
        <translation>In diesem Ordner sind keine Bilder</translation>
    </message>
</context>
<context>
    <name>studio::CloseDialog</name>
    <message>
        <source>time not known yet</source>
        <translation>Zeit noch nicht bekannt</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>Close ResNet Studio</source>
        <translation>ResNet Studio schließen</translation>
    </message>
    <message>
        <source>Save now and close</source>
        <translation>Jetzt speichern und schließen</translation>
    </message>
    <message>
        <source>some seconds</source>
        <translation>einige Sekunden</translation>
    </message>
    <message>
        <source>Stops at this step. Resuming goes on exactly here, with the same result.</source>
        <translation>Hält bei diesem Schritt an. Später geht es genau hier weiter, mit demselben Ergebnis.</translation>
    </message>
    <message>
        <source>Close, and go on in the background</source>
        <translation>Schließen und im Hintergrund weitermachen</translation>
    </message>
    <message>
        <source>Saves, and a process without a window goes on at this very step. The studio finds it again.</source>
        <translation>Speichert, und ein Prozess ohne Fenster macht bei genau diesem Schritt weiter. Das Studio findet ihn wieder.</translation>
    </message>
    <message>
        <source>%1 is being saved</source>
        <translation>%1 wird gespeichert</translation>
    </message>
    <message>
        <source>The studio can close as soon as that is done.</source>
        <translation>Das Studio kann schließen, sobald das erledigt ist.</translation>
    </message>
    <message>
        <source>%1 is still training</source>
        <translation>%1 trainiert noch</translation>
    </message>
    <message>
        <source>What should it do when the studio closes?</source>
        <translation>Was soll geschehen, wenn das Studio schließt?</translation>
    </message>
    <message>
        <source>It finishes %1. What should it do when the studio closes?</source>
        <translation>Fertig %1. Was soll geschehen, wenn das Studio schließt?</translation>
    </message>
    <message>
        <source>Stop after this epoch, then close</source>
        <translation>Nach dieser Epoche anhalten, dann schließen</translation>
    </message>
    <message>
        <source>Continues, trains and validates epoch %1 to its end, saves, and closes by itself.</source>
        <translation>Setzt fort, trainiert und validiert Epoche %1 zu Ende, speichert und schließt von selbst.</translation>
    </message>
    <message>
        <source>Trains and validates epoch %1 to its end, saves, and closes by itself.</source>
        <translation>Trainiert und validiert Epoche %1 zu Ende, speichert und schließt von selbst.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Close when it is saved</source>
        <translation>Schließen, wenn gespeichert ist</translation>
    </message>
    <message>
        <source>Go on in the background</source>
        <translation>Im Hintergrund weitermachen</translation>
    </message>
    <message>
        <source>Stop after this epoch</source>
        <translation>Nach dieser Epoche anhalten</translation>
    </message>
    <message>
        <source>%1 is paused</source>
        <translation>%1 pausiert</translation>
    </message>
    <message>
        <source>If continued, it finishes %1. What should it do when the studio closes?</source>
        <translation>Falls fortgesetzt: fertig %1. Was soll geschehen, wenn das Studio schließt?</translation>
    </message>
</context>
<context>
    <name>studio::CompareLegend</name>
    <message>
        <source>Compared runs</source>
        <translation>Verglichene Läufe</translation>
    </message>
    <message>
        <source>%1 (as read last)</source>
        <translation>%1 (wie zuletzt gelesen)</translation>
    </message>
    <message>
        <source>%1 (cannot be read)</source>
        <translation>%1 (nicht lesbar)</translation>
    </message>
    <message>
        <source>%1 (being read)</source>
        <translation>%1 (wird gelesen)</translation>
    </message>
    <message>
        <source>%1: click hides or shows its curves</source>
        <translation>%1: Klicken zeigt oder verbirgt seine Kurven</translation>
    </message>
    <message>
        <source>It keeps a moving average of its weights; val is of the weights themselves</source>
        <translation>Er führt ein gleitendes Mittel seiner Gewichte; val gilt den Gewichten selbst</translation>
    </message>
    <message>
        <source>Compare with %1 no longer</source>
        <translation>Nicht mehr mit %1 vergleichen</translation>
    </message>
</context>
<context>
    <name>studio::CompareMenu</name>
    <message>
        <source>Search runs</source>
        <translation>Läufe suchen</translation>
    </message>
    <message>
        <source>no longer in the runs folder</source>
        <translation>nicht mehr im Ordner der Läufe</translation>
    </message>
    <message>
        <source>There is no other run</source>
        <translation>Es gibt keinen anderen Lauf</translation>
    </message>
    <message>
        <source>Show table...</source>
        <translation>Tabelle zeigen …</translation>
    </message>
    <message>
        <source>Compare with none</source>
        <translation>Mit keinem vergleichen</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Draws other runs beside this one; up to four have colours of their own</source>
        <translation>Zeichnet andere Läufe neben diesen; bis zu vier haben eigene Farben</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more run(s): search for them</source>
        <translation>
            <numerusform>%Ln weiterer Lauf: über die Suche zu finden</numerusform>
            <numerusform>%Ln weitere Läufe: über die Suche zu finden</numerusform>
        </translation>
    </message>
    <message>
        <source>No run is called that</source>
        <translation>So heißt kein Lauf</translation>
    </message>
</context>
<context>
    <name>studio::ComparisonDialog</name>
    <message>
        <source>Compare runs</source>
        <translation>Läufe vergleichen</translation>
    </message>
    <message>
        <source>The runs are being read</source>
        <translation>Die Läufe werden gelesen</translation>
    </message>
    <message>
        <source>Whole recipe</source>
        <translation>Ganzes Rezept</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Save as CSV...</source>
        <translation>Als CSV speichern …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The runs are being read.</source>
        <translation>Die Läufe werden gelesen.</translation>
    </message>
    <message>
        <source>Also the keys of the recipe that are the same in all of these runs</source>
        <translation>Auch die Schlüssel des Rezepts, die in allen diesen Läufen gleich sind</translation>
    </message>
    <message>
        <source>Tab-separated, for a spreadsheet; Ctrl+C copies the selected rows</source>
        <translation>Mit Tabulatoren, für eine Tabellenkalkulation; Strg+C kopiert die ausgewählten Zeilen</translation>
    </message>
    <message>
        <source>All that the table shows, to a file</source>
        <translation>Alles, was die Tabelle zeigt, in eine Datei</translation>
    </message>
    <message>
        <source>≠ marks what is not as in the first run. Pictures are compared by their names.</source>
        <translation>≠ markiert, was nicht wie im ersten Lauf ist. Bilder werden nach ihren Namen verglichen.</translation>
    </message>
    <message>
        <source>Not all of %1 can be read: %2</source>
        <translation>Nicht alles von %1 kann gelesen werden: %2</translation>
    </message>
    <message>
        <source>Save the comparison</source>
        <translation>Vergleich speichern</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Nothing could be read</source>
        <translation>Nichts konnte gelesen werden</translation>
    </message>
</context>
<context>
    <name>studio::ComparisonTable</name>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Best top-1, %</source>
        <translation>Beste Top-1, %</translation>
    </message>
    <message>
        <source>Best epoch</source>
        <translation>Beste Epoche</translation>
    </message>
    <message>
        <source>Last top-1, %</source>
        <translation>Letzte Top-1, %</translation>
    </message>
    <message>
        <source>Best validation loss</source>
        <translation>Bester Validierungs-Loss</translation>
    </message>
    <message>
        <source>Epochs done</source>
        <translation>Epochen fertig</translation>
    </message>
    <message>
        <source>Epochs planned</source>
        <translation>Epochen geplant</translation>
    </message>
    <message>
        <source>Active time</source>
        <translation>Aktive Zeit</translation>
    </message>
    <message>
        <source>Median speed, img/s</source>
        <translation>Mittlere Geschwindigkeit, Bilder/s</translation>
    </message>
    <message>
        <source>Computed on</source>
        <translation>Gerechnet auf</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Names of the classes</source>
        <translation>Namen der Klassen</translation>
    </message>
    <message>
        <source>Training pictures</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Which, by name</source>
        <translation>Welche, nach Namen</translation>
    </message>
    <message>
        <source>Validation pictures</source>
        <translation>Validierungsbilder</translation>
    </message>
    <message>
        <source>Validation folder</source>
        <translation>Validierungsordner</translation>
    </message>
    <message>
        <source>Held back of each class, %</source>
        <translation>Von jeder Klasse zurückgehalten, %</translation>
    </message>
    <message>
        <source>Seed of that split</source>
        <translation>Seed dieser Aufteilung</translation>
    </message>
    <message>
        <source>Pictures read from</source>
        <translation>Bilder gelesen aus</translation>
    </message>
    <message>
        <source>compared with these</source>
        <translation>verglichen mit diesen</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>%1 only here</source>
        <translation>%1 nur hier</translation>
    </message>
    <message>
        <source>%1 only in the first</source>
        <translation>%1 nur im ersten</translation>
    </message>
    <message>
        <source>others: %1</source>
        <translation>andere: %1</translation>
    </message>
    <message>
        <source>no difference known</source>
        <translation>kein Unterschied bekannt</translation>
    </message>
    <message>
        <source>%1, not as in the first run</source>
        <translation>%1, nicht wie im ersten Lauf</translation>
    </message>
    <message>
        <source>Validated on</source>
        <translation>Validiert mit</translation>
    </message>
    <message>
        <source>pictures held back</source>
        <translation>zurückgehaltenen Bildern</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>einem Ordner</translation>
    </message>
</context>
<context>
    <name>studio::ConfusionView</name>
    <message>
        <source>Confusion matrix</source>
        <translation>Verwechslungsmatrix</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>Every picture was named right</source>
        <translation>Jedes Bild wurde richtig benannt</translation>
    </message>
    <message>
        <source>Most often %1 was taken for %2: %3</source>
        <translation>Am häufigsten wurde %1 für %2 gehalten: %3</translation>
    </message>
    <message>
        <source>%1, taken for %2: %3 of %4 (%5)</source>
        <translation>%1, gehalten für %2: %3 von %4 (%5)</translation>
    </message>
    <message>
        <source>%1: %2 of %3 right (%4)</source>
        <translation>%1: %2 von %3 richtig (%4)</translation>
    </message>
</context>
<context>
    <name>studio::DataEmpty</name>
    <message>
        <source>Train and val folders</source>
        <translation>Ordner train und val</translation>
    </message>
    <message>
        <source>A train and a val folder, each with one folder per class</source>
        <translation>Ein Ordner train und ein Ordner val, je mit einem Ordner pro Klasse</translation>
    </message>
    <message>
        <source>One folder per class</source>
        <translation>Ein Ordner je Klasse</translation>
    </message>
    <message>
        <source>A folder with one folder per class</source>
        <translation>Ein Ordner mit einem Ordner pro Klasse</translation>
    </message>
    <message>
        <source>Drop a folder of pictures here</source>
        <translation>Bilderordner hier ablegen</translation>
    </message>
    <message>
        <source>Anywhere in the window works. Files are read, never moved or changed.</source>
        <translation>Überall im Fenster. Dateien werden gelesen, nie verschoben oder geändert.</translation>
    </message>
    <message>
        <source>Choose folder...</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Make the sample</source>
        <translation>Beispiel machen</translation>
    </message>
    <message>
        <source>Get pictures...</source>
        <translation>Bilder holen …</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>Gut zu wissen</translation>
    </message>
    <message>
        <source>JPEG, PNG, WebP, BMP and TIFF. The content decides, not the name.</source>
        <translation>JPEG, PNG, WebP, BMP und TIFF. Der Inhalt entscheidet, nicht der Name.</translation>
    </message>
    <message>
        <source>Without a val folder, one picture in ten is held back for validation.</source>
        <translation>Ohne Ordner val wird jedes zehnte Bild für die Validierung zurückgehalten.</translation>
    </message>
    <message>
        <source>Unreadable pictures are named, and in training replaced by others of their class.</source>
        <translation>Unlesbare Bilder werden genannt und beim Training durch andere ihrer Klasse ersetzt.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::DataGallery</name>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>Probleme</translation>
    </message>
    <message>
        <source>As stored</source>
        <translation>Wie gespeichert</translation>
    </message>
    <message>
        <source>As the network sees it</source>
        <translation>Wie das Netz es sieht</translation>
    </message>
    <message>
        <source>Next epoch</source>
        <translation>Nächste Epoche</translation>
    </message>
    <message>
        <source>Classify it</source>
        <translation>Klassifizieren</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Pictures of the class</source>
        <translation>Bilder der Klasse</translation>
    </message>
    <message>
        <source>First batch of epoch %1</source>
        <translation>Erster Batch der Epoche %1</translation>
    </message>
    <message>
        <source>cropped to %1 px</source>
        <translation>auf %1 px zugeschnitten</translation>
    </message>
    <message>
        <source>mirrored by chance</source>
        <translation>zufällig gespiegelt</translation>
    </message>
    <message>
        <source>colours changed</source>
        <translation>Farben verändert</translation>
    </message>
    <message>
        <source>As this recipe draws it with seed %1: %2</source>
        <translation>Wie dieses Rezept es mit Seed %1 zieht: %2</translation>
    </message>
    <message>
        <source>in the other set too: %1</source>
        <translation>auch im anderen Satz: %1</translation>
    </message>
    <message>
        <source>the same picture as %1</source>
        <translation>dasselbe Bild wie %1</translation>
    </message>
    <message>
        <source>No pictures of this class here.</source>
        <translation>Hier sind keine Bilder dieser Klasse.</translation>
    </message>
    <message>
        <source>Every picture can be used, and none is there twice.</source>
        <translation>Jedes Bild ist brauchbar, und keines ist doppelt.</translation>
    </message>
    <message>
        <source>Check the pictures to find those that cannot be used.</source>
        <translation>Prüfen Sie die Bilder, um die unbrauchbaren zu finden.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln validation picture(s)</source>
        <translation>
            <numerusform>%Ln Validierungsbild</numerusform>
            <numerusform>%Ln Validierungsbilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln training picture(s)</source>
        <translation>
            <numerusform>%Ln Trainingsbild</numerusform>
            <numerusform>%Ln Trainingsbilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Select a picture to see its file.</source>
        <translation>Wählen Sie ein Bild, um seine Datei zu sehen.</translation>
    </message>
    <message>
        <source>mirrored in every other epoch</source>
        <translation>in jeder zweiten Epoche gespiegelt</translation>
    </message>
    <message>
        <source>boxes erased by chance</source>
        <translation>Kästchen zufällig gelöscht</translation>
    </message>
    <message>
        <source>mixed with one another</source>
        <translation>miteinander gemischt</translation>
    </message>
    <message>
        <source>changed by %1</source>
        <translation>verändert durch %1</translation>
    </message>
</context>
<context>
    <name>studio::DataPack</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Form of the packed set</source>
        <translation>Form des gepackten Satzes</translation>
    </message>
    <message>
        <source>Packed set:</source>
        <translation>Gepackter Satz:</translation>
    </message>
    <message>
        <source>Delete the packed set?</source>
        <translation>Den gepackten Satz löschen?</translation>
    </message>
    <message>
        <source>%1, %2. The pictures it was made from stay as they are.</source>
        <translation>%1, %2. Die Bilder, aus denen er gemacht wurde, bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Replace the packed set that is there?</source>
        <translation>Den vorhandenen gepackten Satz ersetzen?</translation>
    </message>
    <message>
        <source>%1, %2: it cannot be used for these pictures (%3). It is deleted when the new one is whole. The pictures it was made from stay as they are.</source>
        <translation>%1, %2: Er kann für diese Bilder nicht benutzt werden (%3). Er wird gelöscht, wenn der neue ganz ist. Die Bilder, aus denen er gemacht wurde, bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Encoding some pictures to see what it takes</source>
        <translation>Einige Bilder werden kodiert, um den Aufwand zu sehen</translation>
    </message>
    <message>
        <source>Replaces one of %1 that is there. </source>
        <translation>Ersetzt einen vorhandenen von %1. </translation>
    </message>
    <message>
        <source>Files that changed since it was made: %1. </source>
        <translation>Dateien, die sich seitdem geändert haben: %1. </translation>
    </message>
    <message>
        <source>Goes on at picture %1. </source>
        <translation>Macht bei Bild %1 weiter. </translation>
    </message>
    <message>
        <source>Takes %1 beside the pictures and about %2; %3 free</source>
        <translation>Braucht %1 neben den Bildern und etwa %2; %3 frei</translation>
    </message>
    <message>
        <source>Stopped at picture %1 of %2; it goes on from there</source>
        <translation>Angehalten bei Bild %1 von %2; dort geht es weiter</translation>
    </message>
    <message>
        <source>%1, %2: training reads it in place of the files</source>
        <translation>%1, %2: Das Training liest ihn anstelle der Dateien</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <translation>%1; %2</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) could not be packed</source>
        <translation>
            <numerusform>%n Bild konnte nicht gepackt werden</numerusform>
            <numerusform>%n Bilder konnten nicht gepackt werden</numerusform>
        </translation>
    </message>
    <message>
        <source>Deleting it</source>
        <translation>Er wird gelöscht</translation>
    </message>
    <message>
        <source>Looking for one</source>
        <translation>Einer wird gesucht</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Packing %1 first: %2 of %3</source>
        <translation>%1 wird zuerst gepackt: %2 von %3</translation>
    </message>
    <message>
        <source>Packing: %1 of %2</source>
        <translation>Packen: %1 von %2</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Make a packed set...</source>
        <translation>Gepackten Satz machen …</translation>
    </message>
    <message>
        <source>Make it</source>
        <translation>Machen</translation>
    </message>
    <message>
        <source>Replace it...</source>
        <translation>Ersetzen …</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Delete...</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Packs the pictures into one file that is read and decoded faster; tells first what it takes</source>
        <translation>Packt die Bilder in eine Datei, die schneller gelesen und dekodiert wird; sagt vorher, was das braucht</translation>
    </message>
</context>
<context>
    <name>studio::DataPage</name>
    <message numerus="yes">
        <source>%Ln end(s) too early</source>
        <translation>
            <numerusform>%Ln endet zu früh</numerusform>
            <numerusform>%Ln enden zu früh</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are empty</source>
        <translation>
            <numerusform>%Ln ist leer</numerusform>
            <numerusform>%Ln sind leer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are no picture(s)</source>
        <translation>
            <numerusform>%Ln ist kein Bild</numerusform>
            <numerusform>%Ln sind keine Bilder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are GIF(s)</source>
        <translation>
            <numerusform>%Ln ist ein GIF</numerusform>
            <numerusform>%Ln sind GIFs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are damaged</source>
        <translation>
            <numerusform>%Ln ist beschädigt</numerusform>
            <numerusform>%Ln sind beschädigt</numerusform>
        </translation>
    </message>
    <message>
        <source>and others</source>
        <translation>und andere</translation>
    </message>
    <message>
        <source>checked %1, all %2 pictures decoded</source>
        <translation>geprüft %1, alle %2 Bilder dekodiert</translation>
    </message>
    <message>
        <source>checked %1, %2 of %3 pictures</source>
        <translation>geprüft %1, %2 von %3 Bildern</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are in training and in validation</source>
        <translation>
            <numerusform>%Ln Bild ist im Training und in der Validierung</numerusform>
            <numerusform>%Ln Bilder sind im Training und in der Validierung</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are there twice</source>
        <translation>
            <numerusform>%Ln Bild ist doppelt</numerusform>
            <numerusform>%Ln Bilder sind doppelt</numerusform>
        </translation>
    </message>
    <message>
        <source>Validation would look better than it is: the network has learnt these by heart. Remove them from one of the two.</source>
        <translation>Die Validierung sähe besser aus, als sie ist: Diese Bilder kennt das Netz auswendig. Aus einem der beiden Sätze entfernen.</translation>
    </message>
    <message>
        <source>Files with the same bytes; training sees them more often than others.</source>
        <translation>Dateien mit gleichem Inhalt; das Training sieht sie öfter als andere.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more are there twice.</source>
        <translation>
            <numerusform>%Ln weiteres ist doppelt.</numerusform>
            <numerusform>%Ln weitere sind doppelt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln are in two classes.</source>
        <translation>
            <numerusform>%Ln ist in zwei Klassen.</numerusform>
            <numerusform>%Ln sind in zwei Klassen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) are odd, but whole</source>
        <translation>
            <numerusform>%Ln Bild ist ungewöhnlich, aber ganz</numerusform>
            <numerusform>%Ln Bilder sind ungewöhnlich, aber ganz</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. No pixel is missing, and all of them are used.</source>
        <translation>%1. Kein Pixel fehlt, und alle werden benutzt.</translation>
    </message>
    <message>
        <source>largest first</source>
        <translation>größte zuerst</translation>
    </message>
    <message>
        <source>%1 to 1</source>
        <translation>%1 zu 1</translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es) below %1</source>
        <translation>
            <numerusform>%Ln Klasse unter %1</numerusform>
            <numerusform>%Ln Klassen unter %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Check pictures</source>
        <translation>Bilder prüfen</translation>
    </message>
    <message>
        <source>Other folder...</source>
        <translation>Anderer Ordner …</translation>
    </message>
    <message>
        <source>Get pictures...</source>
        <translation>Bilder holen …</translation>
    </message>
    <message>
        <source>Go to recipe</source>
        <translation>Zum Rezept</translation>
    </message>
    <message>
        <source>Makes a picture folder of ImageNet&apos;s archives, a well-known set or any archive</source>
        <translation>Macht einen Bilderordner aus den Archiven von ImageNet, einem bekannten Datensatz oder einem beliebigen Archiv</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Find a class or folder</source>
        <translation>Klasse oder Ordner suchen</translation>
    </message>
    <message>
        <source>With problems</source>
        <translation>Mit Problemen</translation>
    </message>
    <message>
        <source>No class fits this search.</source>
        <translation>Keine Klasse passt zu dieser Suche.</translation>
    </message>
    <message>
        <source>Training pictures</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Validation pictures</source>
        <translation>Validierungsbilder</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>Auf der Platte</translation>
    </message>
    <message>
        <source>Median picture</source>
        <translation>Mittleres Bild</translation>
    </message>
    <message>
        <source>Decoding here</source>
        <translation>Dekodieren hier</translation>
    </message>
    <message>
        <source>Share kept for validation</source>
        <translation>Anteil für die Validierung</translation>
    </message>
    <message>
        <source>Seed of the split</source>
        <translation>Seed der Aufteilung</translation>
    </message>
    <message>
        <source>There is no val folder. Kept for validation:</source>
        <translation>Es gibt keinen val-Ordner. Für die Validierung zurückgehalten:</translation>
    </message>
    <message>
        <source>of each class, chosen with seed</source>
        <translation>von jeder Klasse, gewählt mit Seed</translation>
    </message>
    <message>
        <source>Training pictures per class</source>
        <translation>Trainingsbilder pro Klasse</translation>
    </message>
    <message>
        <source>Choose a picture folder</source>
        <translation>Bilderordner wählen</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Choose pictures first.</source>
        <translation>Wählen Sie zuerst Bilder.</translation>
    </message>
    <message>
        <source>Drawing the sample pictures</source>
        <translation>Beispielbilder werden gezeichnet</translation>
    </message>
    <message>
        <source>Listing pictures</source>
        <translation>Bilder werden aufgelistet</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>%1 gefunden</translation>
    </message>
    <message>
        <source>split by the studio</source>
        <translation>vom Studio aufgeteilt</translation>
    </message>
    <message>
        <source>train and val folders</source>
        <translation>train- und val-Ordner</translation>
    </message>
    <message numerus="yes">
        <source>%Ln name(s) are not used</source>
        <translation>
            <numerusform>%Ln Name wird nicht benutzt</numerusform>
            <numerusform>%Ln Namen werden nicht benutzt</numerusform>
        </translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Noch einmal prüfen</translation>
    </message>
    <message>
        <source>after a check</source>
        <translation>nach einer Prüfung</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>%1 × %2</source>
        <translation>%1 × %2</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>img/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message numerus="yes">
        <source>Ready, %Ln problem(s)</source>
        <translation>
            <numerusform>Bereit, %Ln Problem</numerusform>
            <numerusform>Bereit, %Ln Probleme</numerusform>
        </translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>%1 below %2 px</source>
        <translation>%1 unter %2 px</translation>
    </message>
    <message>
        <source>Checking %1 of %2</source>
        <translation>%1 von %2 werden geprüft</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>%1 of %2 pictures cannot be used</source>
        <translation>%1 von %2 Bildern sind unbrauchbar</translation>
    </message>
    <message>
        <source>%1. Nothing was moved or changed: in training each is replaced by the next picture of its class, and counted.</source>
        <translation>%1. Nichts wurde verschoben oder geändert: Beim Training wird jedes durch das nächste Bild seiner Klasse ersetzt und gezählt.</translation>
    </message>
    <message>
        <source>Show them</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Export list...</source>
        <translation>Liste exportieren …</translation>
    </message>
    <message>
        <source>Save the list</source>
        <translation>Liste speichern</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Nothing chosen yet</source>
        <translation>Noch nichts gewählt</translation>
    </message>
    <message>
        <source>%1 of %2 drawn</source>
        <translation>%1 von %2 gezeichnet</translation>
    </message>
</context>
<context>
    <name>studio::DataRow</name>
    <message>
        <source>The folder is not there</source>
        <translation>Der Ordner ist nicht da</translation>
    </message>
    <message>
        <source>The folder cannot be read</source>
        <translation>Der Ordner ist nicht lesbar</translation>
    </message>
    <message>
        <source>There is no class folder in it</source>
        <translation>Es ist kein Klassenordner darin</translation>
    </message>
    <message numerus="yes">
        <source>%Ln class(es) · %1</source>
        <translation>
            <numerusform>%Ln Klasse · %1</numerusform>
            <numerusform>%Ln Klassen · %1</numerusform>
        </translation>
    </message>
    <message>
        <source>The disk has not answered yet</source>
        <translation>Die Platte hat noch nicht geantwortet</translation>
    </message>
</context>
<context>
    <name>studio::DeviceMenu</name>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>automatic (%1)</source>
        <translation>automatisch (%1)</translation>
    </message>
    <message>
        <source>The best card, else the CPU. Option: --device auto.</source>
        <translation>Die beste Karte, sonst die CPU. Option: --device auto.</translation>
    </message>
    <message>
        <source>%1: cannot be used</source>
        <translation>%1: nicht benutzbar</translation>
    </message>
    <message>
        <source>asking the NVIDIA driver...</source>
        <translation>NVIDIA-Treiber wird gefragt …</translation>
    </message>
    <message>
        <source>Its cards appear here when it has answered.</source>
        <translation>Seine Karten erscheinen hier, wenn er geantwortet hat.</translation>
    </message>
    <message>
        <source>%1. What computes the steps. Option: --device.</source>
        <translation>%1. Was die Schritte rechnet. Option: --device.</translation>
    </message>
    <message>
        <source>%1: not found</source>
        <translation>%1: nicht gefunden</translation>
    </message>
</context>
<context>
    <name>studio::DeviceWords</name>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>%1. Computes in %2. Option: --device %3.</source>
        <translation>%1. Rechnet in %2. Option: --device %3.</translation>
    </message>
    <message>
        <source>NVIDIA card</source>
        <translation>NVIDIA-Karte</translation>
    </message>
    <message>
        <source>%1 is not used: this build has no CUDA plug-in.</source>
        <translation>%1 wird nicht benutzt: Dieses Programm hat kein CUDA-Zusatzmodul.</translation>
    </message>
</context>
<context>
    <name>studio::DropLook</name>
    <message>
        <source>Drop to open this run</source>
        <translation>Ablegen öffnet diesen Lauf</translation>
    </message>
    <message>
        <source>Drop to classify with these weights</source>
        <translation>Ablegen klassifiziert mit diesen Gewichten</translation>
    </message>
    <message>
        <source>Drop to use this folder as data</source>
        <translation>Ablegen nimmt diesen Ordner als Daten</translation>
    </message>
    <message>
        <source>Drop to classify the pictures in this folder</source>
        <translation>Ablegen klassifiziert die Bilder in diesem Ordner</translation>
    </message>
    <message numerus="yes">
        <source>Drop to classify %Ln picture(s)</source>
        <translation>
            <numerusform>Ablegen klassifiziert %Ln Bild</numerusform>
            <numerusform>Ablegen klassifiziert %Ln Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Drop to unpack ImageNet&apos;s archives</source>
        <translation>Ablegen entpackt die Archive von ImageNet</translation>
    </message>
    <message>
        <source>Drop to make a data set of this archive</source>
        <translation>Ablegen macht aus diesem Archiv einen Datensatz</translation>
    </message>
    <message>
        <source>Drop to make a run of these weights</source>
        <translation>Ablegen macht aus diesen Gewichten einen Lauf</translation>
    </message>
</context>
<context>
    <name>studio::EngineWords</name>
    <message>
        <source>ResNet-50, SGD, cosine over 90 epochs. For full ImageNet on one GPU.</source>
        <translation>ResNet-50, SGD, Kosinus über 90 Epochen. Für ganz ImageNet auf einer GPU.</translation>
    </message>
    <message>
        <source>ResNet-18 with a small first layer at 64 px. For a few thousand pictures.</source>
        <translation>ResNet-18 mit kleiner erster Schicht bei 64 px. Für einige tausend Bilder.</translation>
    </message>
    <message>
        <source>ResNet-20 at 32 px: a first result in minutes, without a GPU too.</source>
        <translation>ResNet-20 bei 32 px: ein erstes Ergebnis in Minuten, auch ohne GPU.</translation>
    </message>
    <message>
        <source>Longest side 500 px, JPEG quality 90: half the bytes, three times the pictures a second</source>
        <translation>Längste Seite 500 px, JPEG-Qualität 90: halb so viele Bytes, dreimal so viele Bilder pro Sekunde</translation>
    </message>
    <message>
        <source>Shorter side 256 px, JPEG quality 90: the fastest, a little accuracy is lost</source>
        <translation>Kürzere Seite 256 px, JPEG-Qualität 90: am schnellsten, ein wenig Genauigkeit geht verloren</translation>
    </message>
    <message>
        <source>The files as they are, for disks that are slow with many small files</source>
        <translation>Die Dateien, wie sie sind, für Platten, die bei vielen kleinen Dateien langsam sind</translation>
    </message>
    <message>
        <source>Photos of 32 x 32 pixels in 10 classes, as PNG</source>
        <translation>Fotos mit 32 x 32 Pixeln in 10 Klassen, als PNG</translation>
    </message>
    <message>
        <source>Photos of 32 x 32 pixels in 100 classes, as PNG</source>
        <translation>Fotos mit 32 x 32 Pixeln in 100 Klassen, als PNG</translation>
    </message>
    <message>
        <source>Ten easy classes of ImageNet</source>
        <translation>Zehn einfache Klassen aus ImageNet</translation>
    </message>
    <message>
        <source>Ten breeds of dogs of ImageNet</source>
        <translation>Zehn Hunderassen aus ImageNet</translation>
    </message>
    <message>
        <source>torchvision&apos;s reference: three drops of the rate over 90 epochs, no colour jitter.</source>
        <translation>Die Referenz von torchvision: drei Senkungen der Rate in 90 Epochen, keine Farbänderung.</translation>
    </message>
    <message>
        <source>ResNet-50 in 16 epochs: pictures of 160 px that grow to 192. About a tenth of the classic one&apos;s work.</source>
        <translation>ResNet-50 in 16 Epochen: Bilder mit 160 px, die auf 192 wachsen. Etwa ein Zehntel der Arbeit des klassischen.</translation>
    </message>
    <message>
        <source>ResNet-50 in 32 epochs: pictures of 160 px that grow to 192. About a fifth of the classic one&apos;s work.</source>
        <translation>ResNet-50 in 32 Epochen: Bilder mit 160 px, die auf 192 wachsen. Etwa ein Fünftel der Arbeit des klassischen.</translation>
    </message>
    <message>
        <source>ResNet-50 in 88 epochs: pictures of 160 px that grow to 192. About half the classic one&apos;s work.</source>
        <translation>ResNet-50 in 88 Epochen: Bilder mit 160 px, die auf 192 wachsen. Etwa die Hälfte der Arbeit des klassischen.</translation>
    </message>
    <message>
        <source>ResNet-50 in 36 epochs: pictures of 88 px that grow to 176. About an eighth of the classic one&apos;s work.</source>
        <translation>ResNet-50 in 36 Epochen: Bilder mit 88 px, die auf 176 wachsen. Etwa ein Achtel der Arbeit des klassischen.</translation>
    </message>
    <message>
        <source>ResNet-18 at 32 px in 24 epochs, each picture mirrored in every other one. For CIFAR and its kind.</source>
        <translation>ResNet-18 bei 32 px in 24 Epochen, jedes Bild in jeder zweiten gespiegelt. Für CIFAR und Verwandtes.</translation>
    </message>
    <message>
        <source>Follows torchvision&apos;s ResNet-50 V1: 76.13 % at 224 px. Here in half precision, there in single.</source>
        <translation>Folgt ResNet-50 V1 von torchvision: 76,13 % bei 224 px. Hier in halber Genauigkeit, dort in einfacher.</translation>
    </message>
    <message>
        <source>Takes alternating flip and label smoothing from the fast recipes for CIFAR-10 (Jordan, 2024, arXiv 2404.00498); network, crops, schedule and the rest are this program&apos;s. No result is published for it.</source>
        <translation>Übernimmt abwechselndes Spiegeln und Label-Glättung von den schnellen Rezepten für CIFAR-10 (Jordan, 2024, arXiv 2404.00498); Netz, Ausschnitte, Zeitplan und alles andere sind von diesem Programm. Dafür ist kein Ergebnis veröffentlicht.</translation>
    </message>
    <message>
        <source>Follows Mosaic&apos;s mild recipe (databricks.com/blog/mosaic-resnet-deep-dive): 76.6 % at 224 px. Left out here: BlurPool; cross-entropy in place of binary cross-entropy; pictures grow by 32 px at a time, there by 4.</source>
        <translation>Folgt dem milden Rezept von Mosaic (databricks.com/blog/mosaic-resnet-deep-dive): 76,6 % bei 224 px. Hier weggelassen: BlurPool; Kreuzentropie statt binärer Kreuzentropie; Bilder wachsen um je 32 px, dort um 4.</translation>
    </message>
    <message>
        <source>Follows FFCV&apos;s rn50_16_epochs (github.com/libffcv/ffcv-imagenet): 73.8 %, validated at 256 px with flip test.</source>
        <translation>Folgt rn50_16_epochs von FFCV (github.com/libffcv/ffcv-imagenet): 73,8 %, validiert bei 256 px mit Spiegeltest.</translation>
    </message>
    <message>
        <source>Follows FFCV&apos;s rn50_32_epochs (github.com/libffcv/ffcv-imagenet): 76.6 %, validated at 256 px with flip test.</source>
        <translation>Folgt rn50_32_epochs von FFCV (github.com/libffcv/ffcv-imagenet): 76,6 %, validiert bei 256 px mit Spiegeltest.</translation>
    </message>
    <message>
        <source>Follows FFCV&apos;s rn50_88_epochs (github.com/libffcv/ffcv-imagenet): 78.4 %, validated at 256 px with flip test.</source>
        <translation>Folgt rn50_88_epochs von FFCV (github.com/libffcv/ffcv-imagenet): 78,4 %, validiert bei 256 px mit Spiegeltest.</translation>
    </message>
    <message>
        <source>ResNet-50 over 15 epochs at a small rate, its last layer at ten times that. For a run that begins with weights.</source>
        <translation>ResNet-50 über 15 Epochen mit kleiner Rate, die letzte Schicht mit der zehnfachen. Für einen Lauf, der mit Gewichten beginnt.</translation>
    </message>
</context>
<context>
    <name>studio::EventWords</name>
    <message>
        <source>New best</source>
        <translation>Neuer Bestwert</translation>
    </message>
    <message>
        <source>Checkpoint saved</source>
        <translation>Checkpoint gespeichert</translation>
    </message>
    <message>
        <source>Checkpoint not saved</source>
        <translation>Checkpoint nicht gespeichert</translation>
    </message>
    <message>
        <source>Checkpoint passed over</source>
        <translation>Checkpoint übergangen</translation>
    </message>
    <message>
        <source>Training started</source>
        <translation>Training begonnen</translation>
    </message>
    <message>
        <source>Training paused</source>
        <translation>Training pausiert</translation>
    </message>
    <message>
        <source>Training continued</source>
        <translation>Training fortgesetzt</translation>
    </message>
    <message>
        <source>Training goes on</source>
        <translation>Das Training geht weiter</translation>
    </message>
    <message>
        <source>Training finished</source>
        <translation>Training beendet</translation>
    </message>
    <message>
        <source>Training stopped</source>
        <translation>Training angehalten</translation>
    </message>
    <message>
        <source>Training interrupted</source>
        <translation>Training unterbrochen</translation>
    </message>
    <message>
        <source>Training resumed</source>
        <translation>Training wieder aufgenommen</translation>
    </message>
    <message>
        <source>Training starts again</source>
        <translation>Das Training beginnt von vorn</translation>
    </message>
    <message>
        <source>Resume verified</source>
        <translation>Wiederaufnahme geprüft</translation>
    </message>
    <message>
        <source>Picture cannot be used</source>
        <translation>Ein Bild ist nicht brauchbar</translation>
    </message>
    <message>
        <source>Validation pictures cannot be used</source>
        <translation>Validierungsbilder sind nicht brauchbar</translation>
    </message>
    <message>
        <source>The pictures are gone</source>
        <translation>Die Bilder sind nicht mehr da</translation>
    </message>
    <message>
        <source>The pictures are back</source>
        <translation>Die Bilder sind wieder da</translation>
    </message>
    <message>
        <source>The checkpoint is written</source>
        <translation>Der Checkpoint ist geschrieben</translation>
    </message>
    <message>
        <source>About the device</source>
        <translation>Zum Gerät</translation>
    </message>
    <message>
        <source>About the folders</source>
        <translation>Zu den Ordnern</translation>
    </message>
    <message>
        <source>Another device</source>
        <translation>Ein anderes Gerät</translation>
    </message>
    <message>
        <source>Another number of ranks</source>
        <translation>Eine andere Zahl von Rängen</translation>
    </message>
    <message>
        <source>Another number of compute threads</source>
        <translation>Eine andere Zahl von Rechen-Threads</translation>
    </message>
    <message>
        <source>Another precision than the recipe&apos;s</source>
        <translation>Eine andere Genauigkeit als im Rezept</translation>
    </message>
    <message>
        <source>This device has no mixed precision</source>
        <translation>Dieses Gerät hat keine gemischte Genauigkeit</translation>
    </message>
    <message>
        <source>Layers are frozen</source>
        <translation>Schichten sind eingefroren</translation>
    </message>
    <message>
        <source>1 name in the folders is not used</source>
        <translation>1 Name in den Ordnern wird nicht benutzt</translation>
    </message>
    <message>
        <source>1 step was skipped by the loss scale</source>
        <translation>1 Schritt wurde von der Loss-Skalierung übersprungen</translation>
    </message>
    <message>
        <source>The last check of these pictures found problems</source>
        <translation>Die letzte Prüfung dieser Bilder fand Mängel</translation>
    </message>
    <message>
        <source>The run has pictures now</source>
        <translation>Der Lauf hat nun Bilder</translation>
    </message>
    <message>
        <source>The pictures are at another place now</source>
        <translation>Die Bilder liegen nun woanders</translation>
    </message>
    <message>
        <source>The pictures come from a packed set</source>
        <translation>Die Bilder kommen aus einem gepackten Datensatz</translation>
    </message>
    <message>
        <source>The pictures come from elsewhere now</source>
        <translation>Die Bilder kommen nun von woanders</translation>
    </message>
    <message>
        <source>The run does not say which pictures it was validated on</source>
        <translation>Der Lauf sagt nicht, mit welchen Bildern er validiert wurde</translation>
    </message>
    <message>
        <source>The training pictures changed</source>
        <translation>Die Trainingsbilder haben sich geändert</translation>
    </message>
    <message>
        <source>The number of training pictures changed</source>
        <translation>Die Zahl der Trainingsbilder hat sich geändert</translation>
    </message>
    <message>
        <source>Validation pictures are gone</source>
        <translation>Validierungsbilder sind nicht mehr da</translation>
    </message>
    <message>
        <source>New validation pictures are left out</source>
        <translation>Neue Validierungsbilder bleiben außen vor</translation>
    </message>
    <message>
        <source>The folder of the pictures changed</source>
        <translation>Der Ordner der Bilder hat sich geändert</translation>
    </message>
    <message>
        <source>The best is sought anew</source>
        <translation>Der Bestwert wird neu gesucht</translation>
    </message>
    <message>
        <source>The recipe was changed since the checkpoint</source>
        <translation>Das Rezept wurde seit dem Checkpoint geändert</translation>
    </message>
    <message>
        <source>The run goes on after an early end</source>
        <translation>Der Lauf geht nach frühem Ende weiter</translation>
    </message>
    <message>
        <source>The plan was not changed</source>
        <translation>Der Plan wurde nicht geändert</translation>
    </message>
    <message>
        <source>Validated on request: the loss is no number</source>
        <translation>Auf Wunsch validiert: der Loss ist keine Zahl</translation>
    </message>
    <message>
        <source>The history is written again</source>
        <translation>Der Verlauf wird wieder geschrieben</translation>
    </message>
    <message>
        <source>The history cannot be written</source>
        <translation>Der Verlauf kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The history begins anew</source>
        <translation>Der Verlauf beginnt neu</translation>
    </message>
    <message>
        <source>training_log.md was not written</source>
        <translation>training_log.md wurde nicht geschrieben</translation>
    </message>
    <message>
        <source>best_model.pth was not written</source>
        <translation>best_model.pth wurde nicht geschrieben</translation>
    </message>
    <message>
        <source>best_model.pth belongs to a network with BlurPool</source>
        <translation>best_model.pth gehört zu einem Netz mit BlurPool</translation>
    </message>
    <message>
        <source>best_model.pth holds the average of the weights</source>
        <translation>best_model.pth enthält das Mittel der Gewichte</translation>
    </message>
    <message>
        <source>best_model.pth holds the weights themselves, not their average</source>
        <translation>best_model.pth enthält die Gewichte selbst, nicht ihr Mittel</translation>
    </message>
    <message>
        <source>Rolled back to step %1</source>
        <translation>Zurückgesetzt auf Schritt %1</translation>
    </message>
    <message>
        <source>The average of the weights is never taken</source>
        <translation>Das Mittel der Gewichte wird nie gebildet</translation>
    </message>
    <message>
        <source>Batch norm sees few pictures at a time</source>
        <translation>Batch Norm sieht wenige Bilder auf einmal</translation>
    </message>
    <message>
        <source>The average of the weights reaches far back</source>
        <translation>Das Mittel der Gewichte reicht weit zurück</translation>
    </message>
</context>
<context>
    <name>studio::ExampleView</name>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Return classifies the picture</source>
        <translation>Eingabe klassifiziert das Bild</translation>
    </message>
    <message>
        <source>Classify this picture</source>
        <translation>Dieses Bild klassifizieren</translation>
    </message>
</context>
<context>
    <name>studio::ExportDialog</name>
    <message>
        <source>PyTorch weights (.pth)</source>
        <translation>PyTorch-Gewichte (.pth)</translation>
    </message>
    <message>
        <source>safetensors</source>
        <translation>safetensors</translation>
    </message>
    <message>
        <source>ONNX</source>
        <translation>ONNX</translation>
    </message>
    <message>
        <source>TorchScript (.pt)</source>
        <translation>TorchScript (.pt)</translation>
    </message>
    <message>
        <source>The weights alone, as torch.load(..., weights_only=True) reads them.</source>
        <translation>Nur die Gewichte, wie torch.load(..., weights_only=True) sie liest.</translation>
    </message>
    <message>
        <source>The weights alone, as Hugging Face&apos;s libraries read them; names of the classes, sizes and normalisation stand beside.</source>
        <translation>Nur die Gewichte, wie die Bibliotheken von Hugging Face sie lesen; Namen der Klassen, Größen und Normalisierung stehen dabei.</translation>
    </message>
    <message>
        <source>Network and weights, for PyTorch and LibTorch without a class in Python; any batch size.</source>
        <translation>Netz und Gewichte, für PyTorch und LibTorch ohne eine Klasse in Python; jede Batchgröße.</translation>
    </message>
    <message>
        <source>Export %1</source>
        <translation>%1 exportieren</translation>
    </message>
    <message>
        <source>best, epoch %1</source>
        <translation>bester, Epoche %1</translation>
    </message>
    <message>
        <source>last, epoch %1</source>
        <translation>letzter, Epoche %1</translation>
    </message>
    <message>
        <source>last</source>
        <translation>letzte</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>Copy Python</source>
        <translation>Python kopieren</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>Exportieren ...</translation>
    </message>
    <message>
        <source>About %1.</source>
        <translation>Etwa %1.</translation>
    </message>
    <message>
        <source>A file is being written.</source>
        <translation>Eine Datei wird geschrieben.</translation>
    </message>
    <message>
        <source>Nothing here can write one.</source>
        <translation>Hier kann nichts eine schreiben.</translation>
    </message>
    <message>
        <source>Asks for the file&apos;s name</source>
        <translation>Fragt nach dem Namen der Datei</translation>
    </message>
    <message>
        <source>Writing, and reading it back...</source>
        <translation>Wird geschrieben und zurückgelesen ...</translation>
    </message>
    <message>
        <source>%1: %2. Read back, it answers as the run&apos;s network does: the logits differ by %3 at most.</source>
        <translation>%1: %2. Zurückgelesen antwortet sie wie das Netz des Laufs: Die Logits weichen um höchstens %3 ab.</translation>
    </message>
    <message>
        <source>Hugging Face Space (a folder)</source>
        <translation>Hugging Face Space (ein Ordner)</translation>
    </message>
    <message>
        <source>A page that takes a picture and says its classes, with the weights, the network in plain PyTorch and a model card of the run&apos;s own figures. Hugging Face runs the folder as it is, and so does any machine with Python.</source>
        <translation>Eine Seite, die ein Bild nimmt und seine Klassen nennt, mit den Gewichten, dem Netz in einfachem PyTorch und einer Modellkarte aus den Zahlen des Laufs. Hugging Face führt den Ordner aus, wie er ist, ebenso jeder Rechner mit Python.</translation>
    </message>
    <message>
        <source>Asks for the folder&apos;s name</source>
        <translation>Fragt nach dem Namen des Ordners</translation>
    </message>
    <message>
        <source>A new folder (*)</source>
        <translation>Ein neuer Ordner (*)</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n file(s)</source>
        <translation>
            <numerusform>%1, %n Datei</numerusform>
            <numerusform>%1, %n Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>Training state for PyTorch (.pth)</source>
        <translation>Trainingsstand für PyTorch (.pth)</translation>
    </message>
    <message>
        <source>Network and weights in opset %1, for ONNX Runtime, OpenCV and many others; any batch size. Names of the classes, sizes and normalisation stand beside.</source>
        <translation>Netz und Gewichte in Opset %1, für ONNX Runtime, OpenCV und viele andere; jede Batchgröße. Namen der Klassen, Größen und Normalisierung stehen dabei.</translation>
    </message>
    <message>
        <source>Weights, their average and what the optimiser remembers, with classes and recipe: a training goes on with it in PyTorch, as torch.load(..., weights_only=True) reads it.</source>
        <translation>Gewichte, ihr Mittel und was der Optimierer sich merkt, mit Klassen und Rezept: Damit geht ein Training in PyTorch weiter; torch.load(..., weights_only=True) liest es.</translation>
    </message>
    <message>
        <source>The trained weights and their average.</source>
        <translation>Die trainierten Gewichte und ihr Mittel.</translation>
    </message>
    <message>
        <source>The average of the weights.</source>
        <translation>Das Mittel der Gewichte.</translation>
    </message>
    <message>
        <source>The trained weights, not their average.</source>
        <translation>Die trainierten Gewichte, nicht ihr Mittel.</translation>
    </message>
    <message>
        <source>The network has BlurPool, which weights alone do not show: torchvision&apos;s network of this name answers otherwise with them.</source>
        <translation>Das Netz hat BlurPool, was Gewichte allein nicht zeigen: torchvisions Netz dieses Namens antwortet mit ihnen anders.</translation>
    </message>
    <message>
        <source>as validated</source>
        <translation>wie validiert</translation>
    </message>
    <message>
        <source>the average</source>
        <translation>das Mittel</translation>
    </message>
    <message>
        <source>the trained ones</source>
        <translation>die trainierten</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>ONNX, opset %1.</source>
        <translation>ONNX, Opset %1.</translation>
    </message>
    <message>
        <source>The checkpoint is being looked at.</source>
        <translation>Der Checkpoint wird angesehen.</translation>
    </message>
</context>
<context>
    <name>studio::FeedAdvice</name>
    <message numerus="yes">
        <source>%n decode thread(s)</source>
        <translation>
            <numerusform>%n Dekodier-Thread</numerusform>
            <numerusform>%n Dekodier-Threads</numerusform>
        </translation>
    </message>
    <message>
        <source>Measured from the first steps on.</source>
        <translation>Wird ab den ersten Schritten gemessen.</translation>
    </message>
    <message>
        <source>Pictures arrive in time; the network takes nearly all of it. Nothing to change.</source>
        <translation>Die Bilder kommen rechtzeitig; fast die ganze Zeit braucht das Netz. Nichts zu ändern.</translation>
    </message>
    <message>
        <source>Pictures hold it up: more decode threads or a faster disk help.</source>
        <translation>Die Bilder halten auf: Mehr Dekodier-Threads oder eine schnellere Platte helfen.</translation>
    </message>
    <message>
        <source>The disk holds it up: %1 % of the decode threads&apos; work is reading. A packed set or a faster disk helps.</source>
        <translation>Die Platte hält auf: %1 % der Arbeit der Dekodier-Threads ist Lesen. Ein gepackter Satz oder eine schnellere Platte hilft.</translation>
    </message>
    <message>
        <source>Pictures come in bursts: the decode threads rest %1 % of the time. A larger batch helps.</source>
        <translation>Die Bilder kommen in Schüben: Die Dekodier-Threads ruhen %1 % der Zeit. Ein größerer Batch hilft.</translation>
    </message>
    <message>
        <source>Decoding holds it up: %1 % of the threads&apos; work. More decode threads, or a packed set of smaller pictures, help.</source>
        <translation>Das Dekodieren hält auf: %1 % der Arbeit der Threads. Mehr Dekodier-Threads oder ein gepackter Satz kleinerer Bilder helfen.</translation>
    </message>
    <message>
        <source>%1: %2 % decoding, %3 % resizing, %4 % reading, %5 % idle</source>
        <translation>%1: %2 % dekodieren, %3 % verkleinern, %4 % lesen, %5 % ruhen</translation>
    </message>
</context>
<context>
    <name>studio::FileWork</name>
    <message>
        <source>The file could not be removed</source>
        <translation>Die Datei konnte nicht entfernt werden</translation>
    </message>
</context>
<context>
    <name>studio::FormRow</name>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>Zurück auf %1</translation>
    </message>
</context>
<context>
    <name>studio::Format</name>
    <message>
        <source>today %1</source>
        <translation>heute %1</translation>
    </message>
</context>
<context>
    <name>studio::GetData</name>
    <message>
        <source>Comparing checksums</source>
        <translation>Prüfsummen werden verglichen</translation>
    </message>
    <message>
        <source>Fetching</source>
        <translation>Wird geholt</translation>
    </message>
    <message>
        <source>Looking through the archive</source>
        <translation>Archiv wird durchgesehen</translation>
    </message>
    <message>
        <source>Writing pictures</source>
        <translation>Bilder werden geschrieben</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>img/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>New pictures are ready</source>
        <translation>Neue Bilder sind bereit</translation>
    </message>
    <message>
        <source>Getting pictures failed</source>
        <translation>Bilder konnten nicht geholt werden</translation>
    </message>
    <message>
        <source>Looking through</source>
        <translation>Wird durchgesehen</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Wird geschrieben</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>%1 training pictures in %2 classes</source>
        <translation>%1 Trainingsbilder in %2 Klassen</translation>
    </message>
    <message>
        <source>%1 training and %2 validation pictures in %3 classes</source>
        <translation>%1 Trainings- und %2 Validierungsbilder in %3 Klassen</translation>
    </message>
</context>
<context>
    <name>studio::GetDataAny</name>
    <message>
        <source>A folder named after the archive is made in it</source>
        <translation>Ein Ordner mit dem Namen des Archivs wird darin angelegt</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>Choose archive...</source>
        <translation>Archiv wählen …</translation>
    </message>
    <message>
        <source>A .tar, .tar.gz, .tgz, .tar.xz or .zip of class folders</source>
        <translation>Ein .tar, .tar.gz, .tgz, .tar.xz oder .zip mit Klassenordnern</translation>
    </message>
    <message>
        <source>File or address</source>
        <translation>Datei oder Adresse</translation>
    </message>
    <message>
        <source>/path/to/archive.zip, https://... or s3://bucket/key</source>
        <translation>/pfad/zum/archiv.zip, https://... oder s3://bucket/key</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <source>MD5 or SHA-256, if somebody told it</source>
        <translation>MD5 oder SHA-256, wenn jemand sie genannt hat</translation>
    </message>
    <message>
        <source>One folder per class, or a train and a val folder, in a .tar, .tar.gz, .tar.xz or .zip. An archive can also be dropped anywhere in this window.</source>
        <translation>Ein Ordner pro Klasse oder ein train- und ein val-Ordner in einem .tar, .tar.gz, .tar.xz oder .zip. Ein Archiv kann auch irgendwo in diesem Fenster abgelegt werden.</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Its publisher&apos;s; nothing is known of it here</source>
        <translation>Die des Herausgebers; hier ist nichts darüber bekannt</translation>
    </message>
    <message>
        <source>The server is being asked</source>
        <translation>Der Server wird gefragt</translation>
    </message>
    <message>
        <source>Not told by the server</source>
        <translation>Vom Server nicht genannt</translation>
    </message>
    <message>
        <source>The one above is compared before anything is unpacked</source>
        <translation>Die obige wird verglichen, bevor etwas entpackt wird</translation>
    </message>
    <message>
        <source>No checksum: the content cannot be verified</source>
        <translation>Keine Prüfsumme: Der Inhalt kann nicht geprüft werden</translation>
    </message>
    <message>
        <source>Archive of %1, %2 free</source>
        <translation>Archiv von %1, %2 frei</translation>
    </message>
    <message>
        <source>%1 to fetch, about %2 while it is unpacked, %3 free</source>
        <translation>%1 zu holen, etwa %2 beim Entpacken, %3 frei</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 frei</translation>
    </message>
    <message>
        <source>Choose an archive</source>
        <translation>Archiv wählen</translation>
    </message>
    <message>
        <source>Archives (*.tar *.tar.gz *.tgz *.tar.xz *.zip);;All files (*)</source>
        <translation>Archive (*.tar *.tar.gz *.tgz *.tar.xz *.zip);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose where the folder is made</source>
        <translation>Wählen, wo der Ordner angelegt wird</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Fetch and unpack</source>
        <translation>Holen und entpacken</translation>
    </message>
    <message>
        <source>Unpack</source>
        <translation>Entpacken</translation>
    </message>
    <message>
        <source>Choose an archive first.</source>
        <translation>Wählen Sie zuerst ein Archiv.</translation>
    </message>
    <message>
        <source>The disk is being asked what is there.</source>
        <translation>Die Platte wird gefragt, was da ist.</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Diese Datei gibt es nicht.</translation>
    </message>
    <message>
        <source>The address does not name a file.</source>
        <translation>Die Adresse nennt keine Datei.</translation>
    </message>
    <message>
        <source>The server is being asked how long the archive is.</source>
        <translation>Der Server wird gefragt, wie lang das Archiv ist.</translation>
    </message>
    <message>
        <source>The checksum is neither an MD5 (32 digits) nor a SHA-256 (64 digits).</source>
        <translation>Die Prüfsumme ist weder MD5 (32 Stellen) noch SHA-256 (64 Stellen).</translation>
    </message>
    <message>
        <source>An archive of class folders, from this machine or the web, to a folder that can be trained on.</source>
        <translation>Ein Archiv mit Klassenordnern, von diesem Rechner oder aus dem Netz, wird zu einem Ordner, mit dem trainiert werden kann.</translation>
    </message>
</context>
<context>
    <name>studio::GetDataArchives</name>
    <message>
        <source>An empty folder, or one in which this was begun</source>
        <translation>Ein leerer Ordner oder einer, in dem dies begonnen wurde</translation>
    </message>
    <message>
        <source>Archives</source>
        <translation>Archive</translation>
    </message>
    <message>
        <source>Choose archives...</source>
        <translation>Archive wählen …</translation>
    </message>
    <message>
        <source>The three files of ILSVRC2012, at once or one after the other</source>
        <translation>Die drei Dateien von ILSVRC2012, auf einmal oder nacheinander</translation>
    </message>
    <message>
        <source>Choose their folder...</source>
        <translation>Ihren Ordner wählen …</translation>
    </message>
    <message>
        <source>The folder that holds the three archives, or Kaggle&apos;s unpacked folder</source>
        <translation>Der Ordner mit den drei Archiven oder der entpackte Ordner von Kaggle</translation>
    </message>
    <message>
        <source>Validation pictures</source>
        <translation>Validierungsbilder</translation>
    </message>
    <message>
        <source>Training pictures</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Development kit</source>
        <translation>Development Kit</translation>
    </message>
    <message>
        <source>ILSVRC2012, 148 GB: given by image-net.org to registered people. Kaggle&apos;s unpacked copy works as well. Archives and folders can be dropped anywhere in this window. What is at an address is fetched first, and compared with the published sums.</source>
        <translation>ILSVRC2012, 148 GB: gibt image-net.org an registrierte Personen. Die entpackte Kopie von Kaggle geht auch. Archive und Ordner können irgendwo in diesem Fenster abgelegt werden. Was unter einer Adresse liegt, wird zuerst geholt und mit den veröffentlichten Summen verglichen.</translation>
    </message>
    <message>
        <source>Address of an archive</source>
        <translation>Adresse eines Archivs</translation>
    </message>
    <message>
        <source>https://... or s3://bucket/ILSVRC2012_img_train.tar</source>
        <translation>https://... oder s3://bucket/ILSVRC2012_img_train.tar</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Takes the archive at this address; its name says which one it is</source>
        <translation>Nimmt das Archiv unter dieser Adresse; sein Name sagt, welches es ist</translation>
    </message>
    <message>
        <source>Or an address</source>
        <translation>Oder eine Adresse</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>Vorher und nachher</translation>
    </message>
    <message>
        <source>Compare the archives with the published MD5 sums first</source>
        <translation>Die Archive zuerst mit den veröffentlichten MD5-Summen vergleichen</translation>
    </message>
    <message>
        <source>Delete the archives when every picture is counted and safe on the disk</source>
        <translation>Die Archive löschen, wenn jedes Bild gezählt und sicher auf der Platte ist</translation>
    </message>
    <message>
        <source>Unpacked before</source>
        <translation>Vorher entpackt</translation>
    </message>
    <message>
        <source>Can come later: %1</source>
        <translation>Kann später kommen: %1</translation>
    </message>
    <message>
        <source>Missing: %1</source>
        <translation>Fehlt: %1</translation>
    </message>
    <message>
        <source>Enough to begin with. Until the validation pictures are added, a share of the training pictures is set aside in their place.</source>
        <translation>Genug für den Anfang. Bis die Validierungsbilder dazukommen, wird an ihrer Stelle ein Teil der Trainingsbilder beiseitegelegt.</translation>
    </message>
    <message>
        <source> The development kit knows the names of the classes.</source>
        <translation> Das Development Kit kennt die Namen der Klassen.</translation>
    </message>
    <message>
        <source>Kaggle&apos;s folder is no archive: there are no sums for it.</source>
        <translation>Der Ordner von Kaggle ist kein Archiv: Für ihn gibt es keine Summen.</translation>
    </message>
    <message>
        <source>What is fetched is compared in any case; this reads all of them once more.</source>
        <translation>Was geholt wird, wird in jedem Fall verglichen; dies liest alle noch einmal.</translation>
    </message>
    <message>
        <source>Reads them once more, about %1. Finds a download that went wrong before anything is unpacked.</source>
        <translation>Liest sie noch einmal, etwa %1. Findet einen misslungenen Download, bevor etwas entpackt wird.</translation>
    </message>
    <message>
        <source>Reads them once more. Finds a download that went wrong before anything is unpacked.</source>
        <translation>Liest sie noch einmal. Findet einen misslungenen Download, bevor etwas entpackt wird.</translation>
    </message>
    <message>
        <source>Kaggle&apos;s folder is left as it is.</source>
        <translation>Der Ordner von Kaggle bleibt, wie er ist.</translation>
    </message>
    <message>
        <source>Frees %1. Off unless you tick it; you are asked once more.</source>
        <translation>Macht %1 frei. Aus, solange Sie es nicht ankreuzen; Sie werden noch einmal gefragt.</translation>
    </message>
    <message>
        <source>Off unless you tick it; you are asked once more.</source>
        <translation>Aus, solange Sie es nicht ankreuzen; Sie werden noch einmal gefragt.</translation>
    </message>
    <message>
        <source>Needs no space: the pictures are linked, not copied. %1 free</source>
        <translation>Braucht keinen Platz: Die Bilder werden verknüpft, nicht kopiert. %1 frei</translation>
    </message>
    <message>
        <source>Kaggle&apos;s pictures are on another volume, so they are copied. %1 free</source>
        <translation>Die Bilder von Kaggle liegen auf einer anderen Platte und werden deshalb kopiert. %1 frei</translation>
    </message>
    <message>
        <source>%1 to fetch, needs %2 with the pictures, %3 free</source>
        <translation>%1 zu holen, braucht %2 mit den Bildern, %3 frei</translation>
    </message>
    <message>
        <source>Needs %1, %2 free</source>
        <translation>Braucht %1, %2 frei</translation>
    </message>
    <message>
        <source>Needs no more space, %1 free</source>
        <translation>Braucht keinen weiteren Platz, %1 frei</translation>
    </message>
    <message>
        <source>Goes on where it stopped: %1 pictures are there</source>
        <translation>Geht weiter, wo es anhielt: %1 Bilder sind da</translation>
    </message>
    <message>
        <source>All %1 pictures are there; what is left is to count them</source>
        <translation>Alle %1 Bilder sind da; sie müssen nur noch gezählt werden</translation>
    </message>
    <message>
        <source>Goes on where it stopped: %1 of %2 pictures are there</source>
        <translation>Geht weiter, wo es anhielt: %1 von %2 Bildern sind da</translation>
    </message>
    <message>
        <source>Choose ImageNet&apos;s archives</source>
        <translation>Archive von ImageNet wählen</translation>
    </message>
    <message>
        <source>Archives (*.tar *.tar.gz *.tgz);;All files (*)</source>
        <translation>Archive (*.tar *.tar.gz *.tgz);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose the folder of the archives</source>
        <translation>Ordner der Archive wählen</translation>
    </message>
    <message>
        <source>Choose where the pictures go</source>
        <translation>Wählen, wohin die Bilder kommen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Fetch and unpack</source>
        <translation>Holen und entpacken</translation>
    </message>
    <message>
        <source>Unpack</source>
        <translation>Entpacken</translation>
    </message>
    <message>
        <source>Sort pictures</source>
        <translation>Bilder einsortieren</translation>
    </message>
    <message>
        <source>Choose the archives first.</source>
        <translation>Wählen Sie zuerst die Archive.</translation>
    </message>
    <message>
        <source>The archives are being looked at.</source>
        <translation>Die Archive werden angesehen.</translation>
    </message>
    <message>
        <source>Not all archives are there.</source>
        <translation>Nicht alle Archive sind da.</translation>
    </message>
    <message>
        <source>Choose where the pictures go.</source>
        <translation>Wählen Sie, wohin die Bilder kommen.</translation>
    </message>
    <message>
        <source>From ImageNet&apos;s archives to a folder that can be trained on. </source>
        <translation>Von den Archiven von ImageNet zu einem Ordner, mit dem trainiert werden kann. </translation>
    </message>
    <message>
        <source>%1 is fetched from the addresses below; nothing is sent.</source>
        <translation>%1 wird von den Adressen unten geholt; nichts wird gesendet.</translation>
    </message>
    <message>
        <source>What is not here yet is fetched from the addresses below; nothing is sent.</source>
        <translation>Was noch nicht hier ist, wird von den Adressen unten geholt; nichts wird gesendet.</translation>
    </message>
    <message>
        <source>Nothing is fetched or sent.</source>
        <translation>Nichts wird geholt oder gesendet.</translation>
    </message>
    <message>
        <source>Delete the archives afterwards?</source>
        <translation>Die Archive danach löschen?</translation>
    </message>
    <message>
        <source>When every picture is written, counted and safe on the disk, the archives (%1) are deleted. They cannot be brought back without a new download.</source>
        <translation>Wenn jedes Bild geschrieben, gezählt und sicher auf der Platte ist, werden die Archive (%1) gelöscht. Ohne neuen Download sind sie nicht zurückzuholen.</translation>
    </message>
    <message>
        <source>Unpack, then delete</source>
        <translation>Entpacken, dann löschen</translation>
    </message>
</context>
<context>
    <name>studio::GetDataPage</name>
    <message>
        <source>Back to Data</source>
        <translation>Zurück zu Daten</translation>
    </message>
    <message>
        <source>ImageNet&apos;s archives</source>
        <translation>Archive von ImageNet</translation>
    </message>
    <message>
        <source>Well-known sets</source>
        <translation>Bekannte Datensätze</translation>
    </message>
    <message>
        <source>Any archive</source>
        <translation>Beliebiges Archiv</translation>
    </message>
    <message>
        <source>Get pictures</source>
        <translation>Bilder holen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stops; what is written stays, and it can go on later</source>
        <translation>Hält an; was geschrieben ist, bleibt, und es kann später weitergehen</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>Goes on while you work on other pages. If the program ends, it can go on where it was.</source>
        <translation>Läuft weiter, während Sie auf anderen Seiten arbeiten. Endet das Programm, kann es dort weitergehen, wo es war.</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>What is there stays. Nothing is lost; it goes on from here.</source>
        <translation>Was da ist, bleibt. Nichts ist verloren; es geht von hier weiter.</translation>
    </message>
    <message>
        <source>%1 pictures were written this time, and they stay. Nothing is lost; it goes on from here.</source>
        <translation>%1 Bilder wurden diesmal geschrieben, und sie bleiben. Nichts ist verloren; es geht von hier weiter.</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>the archives were deleted</source>
        <translation>die Archive wurden gelöscht</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Open in Data</source>
        <translation>In Daten öffnen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
</context>
<context>
    <name>studio::GetDataSets</name>
    <message>
        <source>The set&apos;s own folder is made in the one that you choose</source>
        <translation>Der eigene Ordner des Datensatzes wird in dem angelegt, den Sie wählen</translation>
    </message>
    <message>
        <source>Data sets</source>
        <translation>Datensätze</translation>
    </message>
    <message>
        <source>Well-known data sets</source>
        <translation>Bekannte Datensätze</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Its page</source>
        <translation>Seine Seite</translation>
    </message>
    <message>
        <source>%1 to fetch, about %2 while it is unpacked, %3 free</source>
        <translation>%1 zu holen, etwa %2 beim Entpacken, %3 frei</translation>
    </message>
    <message>
        <source>Choose where the set&apos;s folder is made</source>
        <translation>Wählen, wo der Ordner des Datensatzes angelegt wird</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Fetch and unpack</source>
        <translation>Holen und entpacken</translation>
    </message>
    <message>
        <source>Choose a data set first.</source>
        <translation>Wählen Sie zuerst einen Datensatz.</translation>
    </message>
    <message>
        <source>Fetched from its publisher, compared with the published checksum, unpacked to class folders.</source>
        <translation>Vom Herausgeber geholt, mit der veröffentlichten Prüfsumme verglichen und in Klassenordner entpackt.</translation>
    </message>
</context>
<context>
    <name>studio::GetDataTarget</name>
    <message>
        <source>Pictures go to</source>
        <translation>Bilder kommen nach</translation>
    </message>
    <message>
        <source>Choose folder...</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Not chosen yet</source>
        <translation>Noch nicht gewählt</translation>
    </message>
    <message>
        <source>It was made here before</source>
        <translation>Er wurde hier schon gemacht</translation>
    </message>
    <message>
        <source>Goes on where it stopped</source>
        <translation>Geht weiter, wo es anhielt</translation>
    </message>
</context>
<context>
    <name>studio::GuideWindow</name>
    <message>
        <source>Guide</source>
        <translation>Handbuch</translation>
    </message>
    <message>
        <source>Pages of the guide</source>
        <translation>Seiten des Handbuchs</translation>
    </message>
</context>
<context>
    <name>studio::JournalModel</name>
    <message numerus="yes">
        <source>%1, %n time(s)</source>
        <translation>
            <numerusform>%1, %n Mal</numerusform>
            <numerusform>%1, %n Mal</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s)</source>
        <translation>
            <numerusform>%n Checkpoint</numerusform>
            <numerusform>%n Checkpoints</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new best(s)</source>
        <translation>
            <numerusform>%n neuer bester</numerusform>
            <numerusform>%n neue beste</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s), %1</source>
        <translation>
            <numerusform>%n Checkpoint, %1</numerusform>
            <numerusform>%n Checkpoints, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>last: step %1</source>
        <translation>zuletzt: Schritt %1</translation>
    </message>
    <message>
        <source>%1, unfolded</source>
        <translation>%1, aufgeklappt</translation>
    </message>
    <message>
        <source>%1, folded</source>
        <translation>%1, zugeklappt</translation>
    </message>
    <message>
        <source>%1. Click or Enter unfolds or folds.</source>
        <translation>%1. Klick oder Eingabe klappt auf oder zu.</translation>
    </message>
</context>
<context>
    <name>studio::JournalView</name>
    <message>
        <source>Journal</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Nothing to look at</source>
        <translation>Nichts anzusehen</translation>
    </message>
</context>
<context>
    <name>studio::KnownSetTable</name>
    <message>
        <source>Data set</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>What it shows</source>
        <translation>Was er zeigt</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>To fetch</source>
        <translation>Zu holen</translation>
    </message>
</context>
<context>
    <name>studio::LegendEntry</name>
    <message>
        <source>Click hides or shows this curve</source>
        <translation>Klicken zeigt oder verbirgt diese Kurve</translation>
    </message>
</context>
<context>
    <name>studio::MachineCard</name>
    <message>
        <source>This machine</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Runs go to</source>
        <translation>Läufe kommen nach</translation>
    </message>
    <message>
        <source>Sleep</source>
        <translation>Ruhezustand</translation>
    </message>
    <message>
        <source>none: the CPU is fine for small pictures</source>
        <translation>keine: Für kleine Bilder genügt die CPU</translation>
    </message>
    <message numerus="yes">
        <source>%n core(s), %1</source>
        <translation>
            <numerusform>%n Kern, %1</numerusform>
            <numerusform>%n Kerne, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 free</source>
        <translation>%1, %2 frei</translation>
    </message>
    <message>
        <source>held off while a run trains</source>
        <translation>während eines Laufs verhindert</translation>
    </message>
    <message>
        <source>may come while a run trains: turn automatic sleep off</source>
        <translation>kann mitten im Lauf eintreten: automatischen Ruhezustand ausschalten</translation>
    </message>
    <message>
        <source>%1 free in %2</source>
        <translation>%1 frei in %2</translation>
    </message>
</context>
<context>
    <name>studio::MainWindow</name>
    <message>
        <source>%1 is not finished</source>
        <translation>%1 ist nicht fertig</translation>
    </message>
    <message>
        <source>Closing the window stops it. %1</source>
        <translation>Das Fenster zu schließen hält es an. %1</translation>
    </message>
    <message>
        <source>Stop it and close</source>
        <translation>Anhalten und schließen</translation>
    </message>
    <message>
        <source>%1 stops too. %2</source>
        <translation>%1 hält auch an. %2</translation>
    </message>
    <message>
        <source>Looking at %1</source>
        <translation>%1 wird angesehen</translation>
    </message>
    <message>
        <source>Cannot use %1 here</source>
        <translation>%1 kann hier nicht benutzt werden</translation>
    </message>
</context>
<context>
    <name>studio::MetricPlot</name>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n Ereignis</numerusform>
            <numerusform>%n Ereignisse</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more, see the journal</source>
        <translation>
            <numerusform>und %n weiteres, siehe Journal</numerusform>
            <numerusform>und %n weitere, siehe Journal</numerusform>
        </translation>
    </message>
    <message>
        <source>no values yet</source>
        <translation>noch keine Werte</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 bei %2</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) outside the range are not shown</source>
        <translation>
            <numerusform>%n Wert außerhalb des Bereichs wird nicht gezeigt</numerusform>
            <numerusform>%n Werte außerhalb des Bereichs werden nicht gezeigt</numerusform>
        </translation>
    </message>
    <message>
        <source>(%1)</source>
        <translation>(%1)</translation>
    </message>
    <message>
        <source>%1, smoothed</source>
        <translation>%1, geglättet</translation>
    </message>
    <message>
        <source>%1, thinned</source>
        <translation>%1, ausgedünnt</translation>
    </message>
</context>
<context>
    <name>studio::MistakeTable</name>
    <message>
        <source>class %1</source>
        <translation>Klasse %1</translation>
    </message>
    <message>
        <source>Of the pictures of the class, so many were taken for that other one</source>
        <translation>So viele der Bilder der Klasse wurden für jene andere gehalten</translation>
    </message>
    <message>
        <source>Is</source>
        <translation>Ist</translation>
    </message>
    <message>
        <source>Taken for</source>
        <translation>Gehalten für</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Of its class, %</source>
        <translation>Der Klasse, %</translation>
    </message>
</context>
<context>
    <name>studio::MistakesDialog</name>
    <message>
        <source>Mistakes of %1</source>
        <translation>Fehler von %1</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>Wird gemessen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>What was taken for what</source>
        <translation>Was für was gehalten wurde</translation>
    </message>
    <message>
        <source>Find a class</source>
        <translation>Eine Klasse suchen</translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Verwechslungsmatrix</translation>
    </message>
    <message>
        <source>A row is what the pictures are, a column what they were taken for; strong is often. The wheel or + and − zoom, dragging moves, Home shows all.</source>
        <translation>Eine Zeile ist, was die Bilder sind, eine Spalte, wofür sie gehalten wurden; kräftig heißt oft. Rad oder + und − vergrößern, Ziehen verschiebt, Pos1 zeigt alles.</translation>
    </message>
    <message>
        <source>Save as CSV...</source>
        <translation>Als CSV speichern …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>%1 of %2 pictures</source>
        <translation>%1 von %2 Bildern</translation>
    </message>
    <message>
        <source>A run is training, and measuring would slow it.</source>
        <translation>Ein Lauf trainiert, und Messen würde ihn bremsen.</translation>
    </message>
    <message>
        <source>This run has no checkpoint that was validated yet.</source>
        <translation>Dieser Lauf hat noch keinen validierten Checkpoint.</translation>
    </message>
    <message>
        <source>The evaluation is being read.</source>
        <translation>Die Auswertung wird gelesen.</translation>
    </message>
    <message>
        <source>Nothing was measured yet. Measuring classifies the pictures that the run validates on with its best checkpoint, and keeps what was taken for what.</source>
        <translation>Noch wurde nichts gemessen. Messen klassifiziert die Bilder, auf denen der Lauf validiert, mit seinem besten Checkpoint und merkt sich, was für was gehalten wurde.</translation>
    </message>
    <message numerus="yes">
        <source>Top-1 %1 of %n picture(s), with the checkpoint of epoch %2, %3. %4.</source>
        <translation>
            <numerusform>Top-1 %1 von %n Bild, mit dem Checkpoint von Epoche %2, %3. %4.</numerusform>
            <numerusform>Top-1 %1 von %n Bildern, mit dem Checkpoint von Epoche %2, %3. %4.</numerusform>
        </translation>
    </message>
    <message>
        <source>The run has a better checkpoint since, of epoch %1.</source>
        <translation>Der Lauf hat seither einen besseren Checkpoint, von Epoche %1.</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Erneut messen</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>It is being measured.</source>
        <translation>Es wird gemessen.</translation>
    </message>
    <message>
        <source>Classifies the pictures that the run validates on with its best checkpoint</source>
        <translation>Klassifiziert die Bilder, auf denen der Lauf validiert, mit seinem besten Checkpoint</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>Every picture was named right</source>
        <translation>Jedes Bild wurde richtig benannt</translation>
    </message>
    <message>
        <source>No class fits this search.</source>
        <translation>Keine Klasse passt zu dieser Suche.</translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation>Es gibt nichts zu speichern.</translation>
    </message>
    <message numerus="yes">
        <source>Show %n picture(s)</source>
        <translation>
            <numerusform>%n Bild zeigen</numerusform>
            <numerusform>%n Bilder zeigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Show pictures</source>
        <translation>Bilder zeigen</translation>
    </message>
    <message>
        <source>Nothing is selected.</source>
        <translation>Es ist nichts ausgewählt.</translation>
    </message>
    <message>
        <source>Which pictures they are was not kept. Measure again.</source>
        <translation>Welche Bilder es sind, wurde nicht festgehalten. Messen Sie erneut.</translation>
    </message>
    <message>
        <source>Classifies them, on the page Classify</source>
        <translation>Klassifiziert sie auf der Seite Klassifizieren</translation>
    </message>
    <message>
        <source>Save the mistakes</source>
        <translation>Fehler speichern</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Another measurement is running.</source>
        <translation>Eine andere Messung läuft.</translation>
    </message>
    <message>
        <source>Stopped. Nothing was measured yet.</source>
        <translation>Angehalten. Noch wurde nichts gemessen.</translation>
    </message>
    <message>
        <source>Only the most frequent pairs are known. Measure again for all.</source>
        <translation>Nur die häufigsten Paare sind bekannt. Messen Sie erneut für alle.</translation>
    </message>
    <message>
        <source>Only the most frequent pairs are known.</source>
        <translation>Nur die häufigsten Paare sind bekannt.</translation>
    </message>
    <message>
        <source>Stopped: what was measured before stays.</source>
        <translation>Angehalten: Was vorher gemessen wurde, bleibt.</translation>
    </message>
    <message>
        <source>The pairs of this list, for a spreadsheet</source>
        <translation>Die Paare dieser Liste, für eine Tabellenkalkulation</translation>
    </message>
    <message>
        <source>Its checkpoint is gone. Measure again.</source>
        <translation>Sein Checkpoint ist weg. Messen Sie erneut.</translation>
    </message>
</context>
<context>
    <name>studio::NetworkChooser</name>
    <message>
        <source>Use the newest</source>
        <translation>Den neuesten nehmen</translation>
    </message>
    <message>
        <source>Network to classify with</source>
        <translation>Netz zum Klassifizieren</translation>
    </message>
    <message>
        <source>Its run has saved a newer one since this was loaded</source>
        <translation>Sein Lauf hat einen neueren gespeichert, seit dieser geladen wurde</translation>
    </message>
    <message>
        <source>%1, best, epoch %2</source>
        <translation>%1, bester, Epoche %2</translation>
    </message>
    <message>
        <source>%1, last, epoch %2</source>
        <translation>%1, letzter, Epoche %2</translation>
    </message>
    <message>
        <source>%1, last, in epoch %2</source>
        <translation>%1, letzter, in Epoche %2</translation>
    </message>
    <message>
        <source>Weights file...</source>
        <translation>Gewichtsdatei …</translation>
    </message>
    <message>
        <source>Choose weights</source>
        <translation>Gewichte wählen</translation>
    </message>
    <message>
        <source>Weights (*.safetensors)</source>
        <translation>Gewichte (*.safetensors)</translation>
    </message>
    <message>
        <source>Network to compare with</source>
        <translation>Netz zum Vergleichen</translation>
    </message>
    <message>
        <source>Ask a second network about the same pictures, and see where the two differ</source>
        <translation>Ein zweites Netz zu denselben Bildern befragen und sehen, wo sich beide unterscheiden</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>Vergleichen mit …</translation>
    </message>
    <message>
        <source>Compare no longer</source>
        <translation>Nicht mehr vergleichen</translation>
    </message>
</context>
<context>
    <name>studio::NetworkWords</name>
    <message>
        <source>%1, epoch %2</source>
        <translation>%1, Epoche %2</translation>
    </message>
    <message>
        <source>Use step %1</source>
        <translation>Schritt %1 nehmen</translation>
    </message>
    <message>
        <source>Use epoch %1</source>
        <translation>Epoche %1 nehmen</translation>
    </message>
</context>
<context>
    <name>studio::NotesDialog</name>
    <message numerus="yes">
        <source>%1: %Ln character(s) too many.</source>
        <translation>
            <numerusform>%1: %Ln Zeichen zu viel.</numerusform>
            <numerusform>%1: %Ln Zeichen zu viel.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %Ln character(s) left.</source>
        <translation>
            <numerusform>%1: noch %Ln Zeichen.</numerusform>
            <numerusform>%1: noch %Ln Zeichen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Tag &quot;%1&quot;</source>
        <translation>Schlagwort &quot;%1&quot;</translation>
    </message>
    <message numerus="yes">
        <source>At most %Ln tag(s).</source>
        <translation>
            <numerusform>Höchstens %Ln Schlagwort.</numerusform>
            <numerusform>Höchstens %Ln Schlagwörter.</numerusform>
        </translation>
    </message>
    <message>
        <source>Name, tags and note</source>
        <translation>Name, Schlagwörter und Notiz</translation>
    </message>
    <message>
        <source>The run&apos;s folder keeps its name: %1</source>
        <translation>Der Ordner des Laufs behält seinen Namen: %1</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>baseline, reference</source>
        <translation>vergleich, referenz</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>It is being saved.</source>
        <translation>Es wird gespeichert.</translation>
    </message>
    <message>
        <source>Saving...</source>
        <translation>Wird gespeichert …</translation>
    </message>
    <message>
        <source>The notes were changed</source>
        <translation>Die Notizen wurden geändert</translation>
    </message>
    <message>
        <source>What was changed is not saved yet.</source>
        <translation>Die Änderungen sind noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
</context>
<context>
    <name>studio::NoticeRow</name>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>https://..., as the service gave it to you</source>
        <translation>https://..., wie der Dienst sie Ihnen gab</translation>
    </message>
    <message>
        <source>https://ntfy.sh/your-topic</source>
        <translation>https://ntfy.sh/ihr-thema</translation>
    </message>
    <message>
        <source>/usr/bin/program word &quot;another word&quot;</source>
        <translation>/usr/bin/programm wort &quot;noch ein Wort&quot;</translation>
    </message>
    <message>
        <source>you@example.org</source>
        <translation>sie@example.org</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Send notices to %1</source>
        <translation>Benachrichtigungen senden an %1</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>It is a secret: who knows it can write to you. Only the server is shown.</source>
        <translation>Sie ist geheim: Wer sie kennt, kann Ihnen schreiben. Nur der Server wird gezeigt.</translation>
    </message>
    <message>
        <source>Gets the notice as JSON on its standard input and in variables RESNET_NOTICE_...; no shell reads this line</source>
        <translation>Bekommt die Benachrichtigung als JSON auf der Standardeingabe und in Variablen RESNET_NOTICE_...; keine Shell liest diese Zeile</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Send a test</source>
        <translation>Test senden</translation>
    </message>
    <message>
        <source>This program sends no notices</source>
        <translation>Dieses Programm sendet keine Benachrichtigungen</translation>
    </message>
    <message>
        <source>A test is being sent</source>
        <translation>Ein Test wird gesendet</translation>
    </message>
    <message>
        <source>Sends one notice to this channel now</source>
        <translation>Sendet jetzt eine Benachrichtigung über diesen Kanal</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>An %1</translation>
    </message>
    <message>
        <source>Delivered: %1</source>
        <translation>Zugestellt: %1</translation>
    </message>
    <message>
        <source>Not delivered: %1</source>
        <translation>Nicht zugestellt: %1</translation>
    </message>
    <message>
        <source>Sending...</source>
        <translation>Wird gesendet …</translation>
    </message>
</context>
<context>
    <name>studio::NoticeWords</name>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation>Zurückgesetzt</translation>
    </message>
    <message>
        <source>No progress</source>
        <translation>Kein Fortschritt</translation>
    </message>
    <message>
        <source>Checkpoint not saved</source>
        <translation>Checkpoint nicht gespeichert</translation>
    </message>
    <message>
        <source>Disk low</source>
        <translation>Platte fast voll</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Nur Fehler</translation>
    </message>
    <message>
        <source>Desktop</source>
        <translation>Desktop</translation>
    </message>
    <message>
        <source>Webhook (Slack)</source>
        <translation>Webhook (Slack)</translation>
    </message>
    <message>
        <source>Webhook (Discord)</source>
        <translation>Webhook (Discord)</translation>
    </message>
    <message>
        <source>Webhook (JSON)</source>
        <translation>Webhook (JSON)</translation>
    </message>
    <message>
        <source>ntfy</source>
        <translation>ntfy</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Alle Arten</translation>
    </message>
    <message>
        <source>%1 of %2 kinds</source>
        <translation>%1 von %2 Arten</translation>
    </message>
    <message>
        <source>Not backed up</source>
        <translation>Nicht gesichert</translation>
    </message>
</context>
<context>
    <name>studio::NoticesDialog</name>
    <message>
        <source>Notices</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>How you hear of a run when you are not looking: that it finished or failed, was rolled back, waits, or runs out of room. resnet-train uses the same channels.</source>
        <translation>Wie Sie von einem Lauf erfahren, wenn Sie nicht hinsehen: dass er fertig oder fehlgeschlagen ist, zurückgesetzt wurde, wartet oder keinen Platz mehr hat. resnet-train nutzt dieselben Kanäle.</translation>
    </message>
    <message>
        <source>No channels yet</source>
        <translation>Noch keine Kanäle</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Add a channel</source>
        <translation>Kanal hinzufügen</translation>
    </message>
    <message>
        <source>The settings are not read</source>
        <translation>Die Einstellungen sind nicht gelesen</translation>
    </message>
    <message>
        <source>There are as many channels as there can be</source>
        <translation>Mehr Kanäle kann es nicht geben</translation>
    </message>
    <message>
        <source>The settings are being saved</source>
        <translation>Die Einstellungen werden gespeichert</translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation>Nichts wurde geändert</translation>
    </message>
    <message>
        <source>%1 cannot be used yet: %2</source>
        <translation>%1 kann noch nicht benutzt werden: %2</translation>
    </message>
    <message>
        <source>The notices were changed</source>
        <translation>Die Benachrichtigungen wurden geändert</translation>
    </message>
    <message>
        <source>What was changed is not saved yet.</source>
        <translation>Die Änderungen sind noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Saved. A run that trains now uses it from its next notice on.</source>
        <translation>Gespeichert. Ein Lauf, der gerade trainiert, nutzt es ab der nächsten Benachrichtigung.</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
</context>
<context>
    <name>studio::PageFrame</name>
    <message>
        <source>Show fewer messages</source>
        <translation>Weniger Meldungen zeigen</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>%1 weitere</translation>
    </message>
</context>
<context>
    <name>studio::PlanDialog</name>
    <message>
        <source>Change the plan</source>
        <translation>Plan ändern</translation>
    </message>
    <message>
        <source>From the next epoch on</source>
        <translation>Ab der nächsten Epoche</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Epochs in all</source>
        <translation>Epochen insgesamt</translation>
    </message>
    <message>
        <source>The learning rate is that of the next epoch&apos;s first step; the schedule keeps its shape after it. More epochs stretch the schedule. The run keeps what is changed here: a resume trains to the same result.</source>
        <translation>Die Lernrate ist die des ersten Schritts der nächsten Epoche; der Zeitplan behält danach seine Form. Mehr Epochen dehnen den Zeitplan. Der Lauf behält, was hier geändert wird: Auch fortgesetzt trainiert er zum selben Ergebnis.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>%1 planned</source>
        <translation>%1 geplant</translation>
    </message>
    <message>
        <source>%1 is in its last epoch, %2.</source>
        <translation>%1 ist in seiner letzten Epoche, %2.</translation>
    </message>
    <message>
        <source>%1 is in epoch %2 of %3.</source>
        <translation>%1 ist in Epoche %2 von %3.</translation>
    </message>
    <message>
        <source>%1 planned for epoch %2</source>
        <translation>%1 geplant für Epoche %2</translation>
    </message>
    <message>
        <source>Nothing is changed yet</source>
        <translation>Noch nichts ist geändert</translation>
    </message>
    <message>
        <source>Of the longer schedule: %1</source>
        <translation>Vom längeren Zeitplan: %1</translation>
    </message>
    <message>
        <source>Changed elsewhere: %1 epochs are planned by now, not %2</source>
        <translation>Anderswo geändert: jetzt sind %1 Epochen geplant, nicht %2</translation>
    </message>
    <message>
        <source>The run is at its end: extend it once it has ended</source>
        <translation>Der Lauf ist an seinem Ende: bitte verlängern, wenn er geendet hat</translation>
    </message>
    <message>
        <source>The run is at its end</source>
        <translation>Der Lauf ist an seinem Ende</translation>
    </message>
</context>
<context>
    <name>studio::PlotData</name>
    <message>
        <source>%1, smoothed</source>
        <translation>%1, geglättet</translation>
    </message>
</context>
<context>
    <name>studio::PlotMenu</name>
    <message>
        <source>Reset view</source>
        <translation>Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>Log scale</source>
        <translation>Log-Achse</translation>
    </message>
    <message>
        <source>Show as table...</source>
        <translation>Als Tabelle zeigen …</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>Bild kopieren</translation>
    </message>
    <message>
        <source>Save picture...</source>
        <translation>Bild speichern …</translation>
    </message>
    <message>
        <source>Save data as CSV...</source>
        <translation>Daten als CSV speichern …</translation>
    </message>
    <message>
        <source>Save every step as CSV...</source>
        <translation>Jeden Schritt als CSV speichern …</translation>
    </message>
    <message>
        <source>More for this plot: %1</source>
        <translation>Mehr zu dieser Kurve: %1</translation>
    </message>
    <message>
        <source>Back to all plots</source>
        <translation>Zurück zu allen Kurven</translation>
    </message>
    <message>
        <source>Maximise</source>
        <translation>Maximieren</translation>
    </message>
    <message>
        <source>Save picture of the plot</source>
        <translation>Bild der Kurve speichern</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>Bilder (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>Save the plot&apos;s data</source>
        <translation>Daten der Kurve speichern</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Save every step of the run</source>
        <translation>Jeden Schritt des Laufs speichern</translation>
    </message>
    <message>
        <source>Another run is shown by now</source>
        <translation>Inzwischen wird ein anderer Lauf gezeigt</translation>
    </message>
    <message>
        <source>Nothing was saved.</source>
        <translation>Nichts wurde gespeichert.</translation>
    </message>
</context>
<context>
    <name>studio::PlotTable</name>
    <message>
        <source>No points yet</source>
        <translation>Noch keine Punkte</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Tab-separated, for a spreadsheet; Ctrl+C copies the selected rows</source>
        <translation>Mit Tabulatoren, für eine Tabellenkalkulation; Strg+C kopiert die ausgewählten Zeilen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>studio::PreflightCard</name>
    <message>
        <source>%1 M parameters, %2 GMAC a picture</source>
        <translation>%1 M Parameter, %2 GMAC je Bild</translation>
    </message>
    <message>
        <source>Preflight</source>
        <translation>Vorabprüfung</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messen</translation>
    </message>
    <message>
        <source>Progress of the preflight</source>
        <translation>Fortschritt der Vorabprüfung</translation>
    </message>
    <message>
        <source>Would finish</source>
        <translation>Wäre fertig</translation>
    </message>
    <message>
        <source>Per epoch</source>
        <translation>Je Epoche</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Measure again</source>
        <translation>Erneut messen</translation>
    </message>
    <message>
        <source>It ends after this step.</source>
        <translation>Sie endet nach diesem Schritt.</translation>
    </message>
    <message>
        <source>Takes about half a minute: steps on your pictures, as training does them. Nothing is written.</source>
        <translation>Dauert etwa eine halbe Minute: Schritte auf Ihren Bildern, wie das Training sie macht. Es wird nichts geschrieben.</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>could not be measured</source>
        <translation>konnte nicht gemessen werden</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>noch nicht gemessen</translation>
    </message>
    <message>
        <source>before your last change</source>
        <translation>vor Ihrer letzten Änderung</translation>
    </message>
    <message>
        <source>%1 after its start</source>
        <translation>%1 nach dem Start</translation>
    </message>
    <message>
        <source>validation %1</source>
        <translation>Validierung %1</translation>
    </message>
    <message>
        <source>in about %1</source>
        <translation>in etwa %1</translation>
    </message>
    <message>
        <source>by the pace of %1</source>
        <translation>nach dem Tempo von %1</translation>
    </message>
    <message>
        <source>more than %1 on any machine</source>
        <translation>mehr als %1 auf jedem Rechner</translation>
    </message>
    <message>
        <source>known once it is measured</source>
        <translation>bekannt, sobald gemessen wurde</translation>
    </message>
    <message>
        <source>has a value that cannot be</source>
        <translation>hat einen unmöglichen Wert</translation>
    </message>
    <message>
        <source>%1, %2 an epoch</source>
        <translation>%1, %2 pro Epoche</translation>
    </message>
    <message>
        <source>%1 training, %2 validation</source>
        <translation>%1 Training, %2 Validierung</translation>
    </message>
    <message>
        <source>known once pictures are chosen</source>
        <translation>bekannt, sobald Bilder gewählt sind</translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) far from the usual</source>
        <translation>
            <numerusform>%n Wert weitab vom Üblichen</numerusform>
            <numerusform>%n Werte weitab vom Üblichen</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing unusual</source>
        <translation>nichts Ungewöhnliches</translation>
    </message>
    <message>
        <source>run writes about %1, checkpoints of %2</source>
        <translation>ein Lauf schreibt etwa %1, Checkpoints je %2</translation>
    </message>
    <message>
        <source>%1; %2 free</source>
        <translation>%1; %2 frei</translation>
    </message>
    <message>
        <source>The speed was not steady yet: the finish may be some way off.</source>
        <translation>Das Tempo war noch nicht gleichmäßig: Das Ende kann ein gutes Stück danebenliegen.</translation>
    </message>
    <message>
        <source>A run is training: measuring beside it would slow it down and tell too little.</source>
        <translation>Ein Lauf trainiert: Daneben zu messen würde ihn bremsen und zu wenig sagen.</translation>
    </message>
    <message>
        <source>%1 after its start, at the latest</source>
        <translation>spätestens %1 nach dem Start</translation>
    </message>
    <message>
        <source>at the latest, by the pace of %1</source>
        <translation>spätestens, nach dem Tempo von %1</translation>
    </message>
    <message>
        <source>more than %1 on any machine, if it does not end early</source>
        <translation>mehr als %1 auf jedem Rechner, falls er nicht früher endet</translation>
    </message>
    <message>
        <source>up to %1 with the largest pictures; %2</source>
        <translation>bis zu %1 mit den größten Bildern; %2</translation>
    </message>
</context>
<context>
    <name>studio::PreflightSession</name>
    <message>
        <source>A run is training: measuring beside it would slow it down and tell too little.</source>
        <translation>Ein Lauf trainiert: Daneben zu messen würde ihn bremsen und zu wenig sagen.</translation>
    </message>
</context>
<context>
    <name>studio::PreflightWords</name>
    <message>
        <source>img/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message>
        <source>Trying the batch</source>
        <translation>Batch wird versucht</translation>
    </message>
    <message>
        <source>Pictures alone</source>
        <translation>Nur Bilder</translation>
    </message>
    <message>
        <source>Network alone</source>
        <translation>Nur das Netz</translation>
    </message>
    <message>
        <source>Training steps</source>
        <translation>Trainingsschritte</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>the network is the limit</source>
        <translation>das Netz ist die Grenze</translation>
    </message>
    <message>
        <source>reading and decoding is the limit</source>
        <translation>Lesen und Dekodieren ist die Grenze</translation>
    </message>
    <message>
        <source>network and decoding share the cores</source>
        <translation>Netz und Dekodieren teilen sich die Kerne</translation>
    </message>
    <message>
        <source>The batch does not fit into memory; %1 pictures do. Scale the learning rate alike.</source>
        <translation>Der Batch passt nicht in den Speicher; %1 Bilder passen. Ändern Sie die Lernrate im selben Verhältnis.</translation>
    </message>
    <message>
        <source>Not even two pictures fit into memory: choose smaller pictures or a smaller network.</source>
        <translation>Nicht einmal zwei Bilder passen in den Speicher: Wählen Sie kleinere Bilder oder ein kleineres Netz.</translation>
    </message>
    <message>
        <source>%1 of the decode threads&apos; time is waiting for the disk: a packed set on a fast disk helps. Page Data makes one.</source>
        <translation>%1 der Zeit warten die Dekodier-Threads auf die Platte: Ein gepackter Satz auf einer schnellen Platte hilft. Die Seite Daten macht einen.</translation>
    </message>
    <message>
        <source>%1 of the decode threads&apos; time is decoding large pictures: a packed set of smaller ones helps. Page Data makes one.</source>
        <translation>%1 der Zeit dekodieren die Dekodier-Threads große Bilder: Ein gepackter Satz aus kleineren hilft. Die Seite Daten macht einen.</translation>
    </message>
    <message>
        <source>More decode threads help: %1.</source>
        <translation>Mehr Dekodier-Threads helfen: %1.</translation>
    </message>
    <message>
        <source>Half precision is %1 times as fast here: choose amp.</source>
        <translation>Halbe Genauigkeit ist hier %1-mal so schnell: Wählen Sie amp.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s) that were met cannot be used. Page Data checks all of them.</source>
        <translation>
            <numerusform>%Ln Bild, das dabei vorkam, ist nicht zu gebrauchen. Die Seite Daten prüft alle.</numerusform>
            <numerusform>%Ln Bilder, die dabei vorkamen, sind nicht zu gebrauchen. Die Seite Daten prüft alle.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1; decoding alone %2, network alone %3</source>
        <translation>%1; Dekodieren allein %2, Netz allein %3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>batch %1 fits</source>
        <translation>Batch %1 passt</translation>
    </message>
    <message>
        <source>batch %1 does not fit</source>
        <translation>Batch %1 passt nicht</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1: %2 von %3</translation>
    </message>
    <message>
        <source>%1, %2 and more would</source>
        <translation>%1, %2 und mehr würden passen</translation>
    </message>
    <message>
        <source>%1, %2 would</source>
        <translation>%1, %2 würde passen</translation>
    </message>
    <message>
        <source>%1; measured with batches of %2</source>
        <translation>%1; gemessen mit Batches von %2</translation>
    </message>
    <message>
        <source>%1: about %2 of %3</source>
        <translation>%1: etwa %2 von %3</translation>
    </message>
</context>
<context>
    <name>studio::ProbeCard</name>
    <message>
        <source>Follow over epochs</source>
        <translation>Über Epochen verfolgen</translation>
    </message>
    <message>
        <source>This picture over the epochs</source>
        <translation>Dieses Bild über die Epochen</translation>
    </message>
    <message>
        <source>Follow no longer</source>
        <translation>Nicht mehr verfolgen</translation>
    </message>
    <message>
        <source>Choose a picture of a file: a pasted one is not there at the next start.</source>
        <translation>Ein Bild aus einer Datei wählen: ein eingefügtes ist beim nächsten Start nicht mehr da.</translation>
    </message>
    <message>
        <source>These weights are of no run: there are no other epochs.</source>
        <translation>Diese Gewichte gehören zu keinem Lauf: es gibt keine anderen Epochen.</translation>
    </message>
    <message>
        <source>So many pictures of this run are followed already: %1.</source>
        <translation>So viele Bilder dieses Laufs werden schon verfolgt: %1.</translation>
    </message>
    <message>
        <source>Forgets what the checkpoints said of it</source>
        <translation>Vergisst, was die Checkpoints dazu sagten</translation>
    </message>
    <message>
        <source>Asks each checkpoint of the run about this picture, also those that come</source>
        <translation>Befragt jeden Checkpoint des Laufs zu diesem Bild, auch die kommenden</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>The checkpoints are being asked</source>
        <translation>Die Checkpoints werden befragt</translation>
    </message>
    <message>
        <source>This run has no checkpoint yet.</source>
        <translation>Dieser Lauf hat noch keinen Checkpoint.</translation>
    </message>
    <message numerus="yes">
        <source>%n checkpoint(s) asked</source>
        <translation>
            <numerusform>%n Checkpoint befragt</numerusform>
            <numerusform>%n Checkpoints befragt</numerusform>
        </translation>
    </message>
    <message>
        <source>The answer never changed.</source>
        <translation>Die Antwort änderte sich nie.</translation>
    </message>
    <message numerus="yes">
        <source>The answer changed %n time(s)</source>
        <translation>
            <numerusform>Die Antwort änderte sich %n Mal</numerusform>
            <numerusform>Die Antwort änderte sich %n Mal</numerusform>
        </translation>
    </message>
    <message>
        <source>last in epoch %1, to %2.</source>
        <translation>zuletzt in Epoche %1, zu %2.</translation>
    </message>
</context>
<context>
    <name>studio::ProbePlot</name>
    <message>
        <source>epoch %1: %2</source>
        <translation>Epoche %1: %2</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
</context>
<context>
    <name>studio::PruneDialog</name>
    <message>
        <source>Prune checkpoints</source>
        <translation>Checkpoints ausdünnen</translation>
    </message>
    <message>
        <source>Prune checkpoints of %1</source>
        <translation>Checkpoints von %1 ausdünnen</translation>
    </message>
    <message>
        <source>What stays</source>
        <translation>Was bleibt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>The newest</source>
        <translation>Die neuesten</translation>
    </message>
    <message>
        <source>And one in so many epochs</source>
        <translation>Und einer je so viele Epochen</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message numerus="yes">
        <source>Under this rule all %n checkpoint(s) stay.</source>
        <translation>
            <numerusform>Nach dieser Regel bleibt der %n Checkpoint.</numerusform>
            <numerusform>Nach dieser Regel bleiben alle %n Checkpoints.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of %1 checkpoints go. This frees %2.</source>
        <translation>
            <numerusform>%n von %1 Checkpoints entfällt. Das macht %2 frei.</numerusform>
            <numerusform>%n von %1 Checkpoints entfallen. Das macht %2 frei.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n checkpoint(s)</source>
        <translation>
            <numerusform>%n Checkpoint löschen</numerusform>
            <numerusform>%n Checkpoints löschen</numerusform>
        </translation>
    </message>
    <message>
        <source>Under this rule none goes.</source>
        <translation>Nach dieser Regel entfällt keiner.</translation>
    </message>
    <message>
        <source>They are gone for good: no trash takes them</source>
        <translation>Sie sind endgültig weg: kein Papierkorb nimmt sie auf</translation>
    </message>
    <message>
        <source>The best and the pinned ones stay in any case, and of the newest two that verify. The rule holds for this once: while the run trains, its recipe&apos;s rule does.</source>
        <translation>Die besten und die angehefteten bleiben in jedem Fall, und von den neuesten zwei, die sich prüfen lassen. Die Regel gilt nur dieses Mal: während der Lauf trainiert, gilt die seines Rezepts.</translation>
    </message>
</context>
<context>
    <name>studio::QueueCard</name>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Start earlier</source>
        <translation>Früher starten</translation>
    </message>
    <message>
        <source>Start later</source>
        <translation>Später starten</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Zurückhalten</translation>
    </message>
    <message>
        <source>Take out of the queue</source>
        <translation>Aus der Warteschlange nehmen</translation>
    </message>
    <message>
        <source>Clear what ended</source>
        <translation>Beendete entfernen</translation>
    </message>
    <message>
        <source>Start the queue</source>
        <translation>Warteschlange starten</translation>
    </message>
    <message>
        <source>each is started as soon as a device is free</source>
        <translation>jeder startet, sobald ein Gerät frei ist</translation>
    </message>
    <message>
        <source>nothing starts them yet</source>
        <translation>noch startet sie nichts</translation>
    </message>
    <message>
        <source>No entry selected.</source>
        <translation>Kein Eintrag ausgewählt.</translation>
    </message>
    <message>
        <source>Only runs that wait have a place.</source>
        <translation>Nur wartende Läufe haben einen Platz.</translation>
    </message>
    <message>
        <source>It is the next one.</source>
        <translation>Er ist der nächste.</translation>
    </message>
    <message>
        <source>One place up</source>
        <translation>Einen Platz nach oben</translation>
    </message>
    <message>
        <source>It is the last one.</source>
        <translation>Er ist der letzte.</translation>
    </message>
    <message>
        <source>One place down</source>
        <translation>Einen Platz nach unten</translation>
    </message>
    <message>
        <source>Let go</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Wait again</source>
        <translation>Wieder warten</translation>
    </message>
    <message>
        <source>It runs, or has ended.</source>
        <translation>Er läuft oder ist beendet.</translation>
    </message>
    <message>
        <source>It is not started until it is let go</source>
        <translation>Er startet nicht, bis er freigegeben wird</translation>
    </message>
    <message>
        <source>It waits for its turn</source>
        <translation>Er wartet, bis er an der Reihe ist</translation>
    </message>
    <message>
        <source>It runs: stop the run first.</source>
        <translation>Er läuft: Halten Sie zuerst den Lauf an.</translation>
    </message>
    <message>
        <source>The run folder, if there is one, stays</source>
        <translation>Der Laufordner, wenn es einen gibt, bleibt</translation>
    </message>
</context>
<context>
    <name>studio::QueueTable</name>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>#</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Last word</source>
        <translation>Letzte Meldung</translation>
    </message>
</context>
<context>
    <name>studio::RecentData</name>
    <message>
        <source>Recent data</source>
        <translation>Zuletzt verwendete Daten</translation>
    </message>
</context>
<context>
    <name>studio::RecipeDraft</name>
    <message>
        <source>The weights to begin with are of another network.</source>
        <translation>Die Gewichte, mit denen begonnen wird, sind die eines anderen Netzes.</translation>
    </message>
</context>
<context>
    <name>studio::RecipeFiles</name>
    <message>
        <source>Save the recipe</source>
        <translation>Rezept speichern</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>Rezepte (*.json)</translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation>Rezept öffnen</translation>
    </message>
    <message>
        <source>Used last</source>
        <translation>Zuletzt benutzt</translation>
    </message>
    <message>
        <source>Forget these files</source>
        <translation>Diese Dateien vergessen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln epoch(s)</source>
        <translation>
            <numerusform>%Ln Epoche</numerusform>
            <numerusform>%Ln Epochen</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 published</source>
        <translation>%1, veröffentlicht %2</translation>
    </message>
    <message>
        <source>The recipe is not saved</source>
        <translation>Das Rezept ist nicht gespeichert</translation>
    </message>
    <message>
        <source>Put the value right, then save again.</source>
        <translation>Berichtigen Sie den Wert und speichern Sie dann noch einmal.</translation>
    </message>
</context>
<context>
    <name>studio::RecipeForm</name>
    <message>
        <source>Range: %1.</source>
        <translation>Bereich: %1.</translation>
    </message>
    <message>
        <source>Key: %1.</source>
        <translation>Schlüssel: %1.</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>%1 nehmen</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>eingebaut</translation>
    </message>
    <message>
        <source>step only</source>
        <translation>nur step</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>of before</source>
        <translation>von vorher</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>The network that is trained.</source>
        <translation>Das Netz, das trainiert wird.</translation>
    </message>
    <message>
        <source>First layer</source>
        <translation>Erste Schicht</translation>
    </message>
    <message>
        <source>small keeps the resolution: for pictures under about 64 px.</source>
        <translation>small behält die Auflösung: für Bilder unter etwa 64 px.</translation>
    </message>
    <message>
        <source>Picture size</source>
        <translation>Bildgröße</translation>
    </message>
    <message>
        <source>px</source>
        <translation>px</translation>
    </message>
    <message>
        <source>16 to 1024</source>
        <translation>16 bis 1024</translation>
    </message>
    <message>
        <source>Side of the square the network sees in training.</source>
        <translation>Seite des Quadrats, das das Netz im Training sieht.</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>amp: the half precision of the device. A CPU computes in fp32 whatever stands here.</source>
        <translation>amp: die halbe Genauigkeit des Geräts. Eine CPU rechnet in fp32, was immer hier steht.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>0 or more</source>
        <translation>0 oder mehr</translation>
    </message>
    <message>
        <source>Same seed, same order, same augmentation, same start.</source>
        <translation>Gleicher Seed, gleiche Reihenfolge, gleiche Augmentierung, gleicher Anfang.</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>after warm-up</source>
        <translation>nach dem Warm-up</translation>
    </message>
    <message>
        <source>above 0, at most 1000</source>
        <translation>über 0, höchstens 1000</translation>
    </message>
    <message>
        <source>How far each step goes.</source>
        <translation>Wie weit jeder Schritt geht.</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Momentum</translation>
    </message>
    <message>
        <source>of the last</source>
        <translation>des letzten</translation>
    </message>
    <message>
        <source>0 to below 1</source>
        <translation>0 bis unter 1</translation>
    </message>
    <message>
        <source>Share of the last step that is kept.</source>
        <translation>Anteil des letzten Schritts, der bleibt.</translation>
    </message>
    <message>
        <source>Nesterov</source>
        <translation>Nesterov</translation>
    </message>
    <message>
        <source>Looks ahead along the momentum.</source>
        <translation>Blickt entlang des Momentums voraus.</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Weight Decay</translation>
    </message>
    <message>
        <source>per step</source>
        <translation>pro Schritt</translation>
    </message>
    <message>
        <source>0 to 1</source>
        <translation>0 bis 1</translation>
    </message>
    <message>
        <source>Pulls weights towards zero.</source>
        <translation>Zieht die Gewichte gegen null.</translation>
    </message>
    <message>
        <source>On norms, biases</source>
        <translation>Auf Norms, Biases</translation>
    </message>
    <message>
        <source>Whether weight decay also acts on batch norm and biases.</source>
        <translation>Ob Weight Decay auch auf Batch-Norm und Biases wirkt.</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>Checkpoints</translation>
    </message>
    <message>
        <source>Keep the last</source>
        <translation>Die letzten behalten</translation>
    </message>
    <message>
        <source>and the best</source>
        <translation>und den besten</translation>
    </message>
    <message>
        <source>2 to 1000</source>
        <translation>2 bis 1000</translation>
    </message>
    <message>
        <source>Checkpoints kept besides the best.</source>
        <translation>Checkpoints, die neben dem besten bleiben.</translation>
    </message>
    <message>
        <source>And one in</source>
        <translation>Und einen von</translation>
    </message>
    <message>
        <source>0 to 10,000</source>
        <translation>0 bis 10.000</translation>
    </message>
    <message>
        <source>Keeps the checkpoint of one epoch in so many for good; 0 = none.</source>
        <translation>Behält den Checkpoint einer von so vielen Epochen für immer; 0 = keinen.</translation>
    </message>
    <message>
        <source>Save every</source>
        <translation>Speichern alle</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>0 to 100,000</source>
        <translation>0 bis 100.000</translation>
    </message>
    <message>
        <source>Saves inside long epochs, besides the end of each; 0 = only there.</source>
        <translation>Speichert innerhalb langer Epochen, außer am Ende jeder; 0 = nur dort.</translation>
    </message>
    <message>
        <source>Bad pictures</source>
        <translation>Schlechte Bilder</translation>
    </message>
    <message>
        <source>of an epoch</source>
        <translation>einer Epoche</translation>
    </message>
    <message>
        <source>More unreadable pictures than this stop the run.</source>
        <translation>Mehr unlesbare Bilder als diese halten den Lauf an.</translation>
    </message>
    <message>
        <source>Largest picture</source>
        <translation>Größtes Bild</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>1 to 500,000,000</source>
        <translation>1 bis 500.000.000</translation>
    </message>
    <message>
        <source>A picture of more pixels is a bad one: it would take much memory.</source>
        <translation>Ein Bild mit mehr Pixeln ist ein schlechtes: Es bräuchte viel Speicher.</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Zurückgehen</translation>
    </message>
    <message>
        <source>times at most</source>
        <translation>Mal höchstens</translation>
    </message>
    <message>
        <source>0 to 20</source>
        <translation>0 bis 20</translation>
    </message>
    <message>
        <source>When the loss is no number: back to the last good checkpoint with half the learning rate.</source>
        <translation>Wenn der Loss keine Zahl ist: zurück zum letzten guten Checkpoint mit halber Lernrate.</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>Zeitplan</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>passes</source>
        <translation>Durchgänge</translation>
    </message>
    <message>
        <source>1 to 10,000</source>
        <translation>1 bis 10.000</translation>
    </message>
    <message>
        <source>Passes over all training pictures.</source>
        <translation>Durchgänge durch alle Trainingsbilder.</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>How the learning rate falls.</source>
        <translation>Wie die Lernrate fällt.</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>Warm-up</translation>
    </message>
    <message>
        <source>0 to the number of epochs</source>
        <translation>0 bis zur Zahl der Epochen</translation>
    </message>
    <message>
        <source>Ends at</source>
        <translation>Endet bei</translation>
    </message>
    <message>
        <source>0 to the learning rate</source>
        <translation>0 bis zur Lernrate</translation>
    </message>
    <message>
        <source>Learning rate of the last step.</source>
        <translation>Lernrate des letzten Schritts.</translation>
    </message>
    <message>
        <source>Drop every</source>
        <translation>Senken alle</translation>
    </message>
    <message>
        <source>above 0, at most 10,000</source>
        <translation>über 0, höchstens 10.000</translation>
    </message>
    <message>
        <source>Epochs between drops.</source>
        <translation>Epochen zwischen den Senkungen.</translation>
    </message>
    <message>
        <source>Drop to</source>
        <translation>Senken auf</translation>
    </message>
    <message>
        <source>above 0, at most 1</source>
        <translation>über 0, höchstens 1</translation>
    </message>
    <message>
        <source>Factor at each drop.</source>
        <translation>Faktor bei jeder Senkung.</translation>
    </message>
    <message>
        <source>Label smoothing</source>
        <translation>Label Smoothing</translation>
    </message>
    <message>
        <source>of certainty</source>
        <translation>der Gewissheit</translation>
    </message>
    <message>
        <source>Share of certainty given to the other classes.</source>
        <translation>Anteil der Gewissheit, den die anderen Klassen bekommen.</translation>
    </message>
    <message>
        <source>Batches</source>
        <translation>Batches</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>Batchgröße</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>1 to 65,536</source>
        <translation>1 bis 65.536</translation>
    </message>
    <message>
        <source>Pictures per step.</source>
        <translation>Bilder pro Schritt.</translation>
    </message>
    <message>
        <source>Validation size</source>
        <translation>Validierungsgröße</translation>
    </message>
    <message>
        <source>px, crop</source>
        <translation>px, Ausschnitt</translation>
    </message>
    <message>
        <source>16 to 1024, 0 = as trained</source>
        <translation>16 bis 1024, 0 = wie trainiert</translation>
    </message>
    <message>
        <source>Side of the square the network sees in validation.</source>
        <translation>Seite des Quadrats, das das Netz in der Validierung sieht.</translation>
    </message>
    <message>
        <source>Resized to</source>
        <translation>Verkleinert auf</translation>
    </message>
    <message>
        <source>px, short</source>
        <translation>px, kurze</translation>
    </message>
    <message>
        <source>the crop&apos;s side to 2048, 0 = x 256/224</source>
        <translation>die Seite des Ausschnitts bis 2048, 0 = x 256/224</translation>
    </message>
    <message>
        <source>Short side before that crop.</source>
        <translation>Kurze Seite vor diesem Ausschnitt.</translation>
    </message>
    <message>
        <source>Packed set</source>
        <translation>Gepackter Satz</translation>
    </message>
    <message>
        <source>auto: a packed set of these pictures is used where there is one (resnet-train pack makes it).</source>
        <translation>auto: Ein gepackter Satz dieser Bilder wird benutzt, wenn es einen gibt (resnet-train pack macht ihn).</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>paged: by pages of the packed set, for disks that are slower than memory.</source>
        <translation>paged: nach Seiten des gepackten Satzes, für Platten, die langsamer als der Speicher sind.</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>Augmentierung</translation>
    </message>
    <message>
        <source>Smallest crop</source>
        <translation>Kleinster Ausschnitt</translation>
    </message>
    <message>
        <source>of the area</source>
        <translation>der Fläche</translation>
    </message>
    <message>
        <source>Random crops are at least this share of the picture.</source>
        <translation>Zufällige Ausschnitte sind mindestens dieser Anteil des Bilds.</translation>
    </message>
    <message>
        <source>Largest crop</source>
        <translation>Größter Ausschnitt</translation>
    </message>
    <message>
        <source>the smallest crop to 1</source>
        <translation>der kleinste Ausschnitt bis 1</translation>
    </message>
    <message>
        <source>Random crops are at most this share of the picture.</source>
        <translation>Zufällige Ausschnitte sind höchstens dieser Anteil des Bilds.</translation>
    </message>
    <message>
        <source>Flip</source>
        <translation>Spiegeln</translation>
    </message>
    <message>
        <source>chance</source>
        <translation>Wahrscheinlichkeit</translation>
    </message>
    <message>
        <source>Mirrored left to right.</source>
        <translation>Links und rechts vertauscht.</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>±</source>
        <translation>±</translation>
    </message>
    <message>
        <source>0 to 10</source>
        <translation>0 bis 10</translation>
    </message>
    <message>
        <source>Colour jitter.</source>
        <translation>Farbänderung.</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>Kontrast</translation>
    </message>
    <message>
        <source>Saturation</source>
        <translation>Sättigung</translation>
    </message>
    <message>
        <source>Hue</source>
        <translation>Farbton</translation>
    </message>
    <message>
        <source>0 to 0.5</source>
        <translation>0 bis 0,5</translation>
    </message>
    <message>
        <source>Default here: %1.</source>
        <translation>Vorgabe hier: %1.</translation>
    </message>
    <message>
        <source>Paper: %1.</source>
        <translation>Aufsatz: %1.</translation>
    </message>
    <message>
        <source>alternating</source>
        <translation>im Wechsel</translation>
    </message>
    <message>
        <source>one size</source>
        <translation>eine Größe</translation>
    </message>
    <message>
        <source>of the run</source>
        <translation>des Laufs</translation>
    </message>
    <message>
        <source>First epochs</source>
        <translation>Erste Epochen</translation>
    </message>
    <message>
        <source>16 to the picture size, 0 = as all</source>
        <translation>16 bis zur Bildgröße, 0 = wie alle</translation>
    </message>
    <message>
        <source>Progressive resizing: smaller pictures in the first epochs, which take less time.</source>
        <translation>Progressive Resizing: kleinere Bilder in den ersten Epochen, die weniger Zeit brauchen.</translation>
    </message>
    <message>
        <source>Grow from</source>
        <translation>Wachsen ab</translation>
    </message>
    <message>
        <source>Share of the epochs after which the pictures begin to grow.</source>
        <translation>Anteil der Epochen, nach dem die Bilder zu wachsen beginnen.</translation>
    </message>
    <message>
        <source>Full size at</source>
        <translation>Volle Größe bei</translation>
    </message>
    <message>
        <source>Grow from to 1</source>
        <translation>Wachsen ab bis 1</translation>
    </message>
    <message>
        <source>Share of the epochs after which they have their full size; they grow in steps of 32 px (of 4 below 128).</source>
        <translation>Anteil der Epochen, nach dem sie ihre volle Größe haben; sie wachsen in Schritten von 32 px (unter 128 von 4).</translation>
    </message>
    <message>
        <source>Clip at norm</source>
        <translation>Kürzen ab Norm</translation>
    </message>
    <message>
        <source>of all gradients</source>
        <translation>aller Gradienten</translation>
    </message>
    <message>
        <source>0 (never) to 1,000,000</source>
        <translation>0 (nie) bis 1.000.000</translation>
    </message>
    <message>
        <source>Longer gradients are scaled down to this L2 norm.</source>
        <translation>Längere Gradienten werden auf diese L2-Norm verkleinert.</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>decay</source>
        <translation>Abklingen</translation>
    </message>
    <message>
        <source>0 (none) to below 1</source>
        <translation>0 (keines) bis unter 1</translation>
    </message>
    <message>
        <source>Keeps a moving average of the weights (EMA), validated beside them; the better one counts.</source>
        <translation>Führt ein gleitendes Mittel der Gewichte (EMA), das neben ihnen validiert wird; das bessere zählt.</translation>
    </message>
    <message>
        <source>Averaged every</source>
        <translation>Gemittelt alle</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>1 to 1,000,000</source>
        <translation>1 bis 1.000.000</translation>
    </message>
    <message>
        <source>Steps between two updates of that average.</source>
        <translation>Schritte zwischen zwei Fortschreibungen dieses Mittels.</translation>
    </message>
    <message>
        <source>Zero last gamma</source>
        <translation>Letztes Gamma null</translation>
    </message>
    <message>
        <source>The last batch norm of each block starts at zero: at first every block is its shortcut.</source>
        <translation>Die letzte Batch-Norm jedes Blocks beginnt bei null: Anfangs ist jeder Block seine Abkürzung.</translation>
    </message>
    <message>
        <source>The learning rate rises from near zero first; for one-cycle its rise, 0 = 30 % of the run.</source>
        <translation>Die Lernrate steigt zuerst von fast null an; bei one-cycle ihr Anstieg, 0 = 30 % des Laufs.</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Exponent</translation>
    </message>
    <message>
        <source>polynomial</source>
        <translation>polynomial</translation>
    </message>
    <message>
        <source>above 0, at most 100</source>
        <translation>über 0, höchstens 100</translation>
    </message>
    <message>
        <source>How a polynomial schedule falls: 1 in a straight line, 2 as MLPerf&apos;s.</source>
        <translation>Wie ein polynomialer Zeitplan fällt: 1 geradlinig, 2 wie der von MLPerf.</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Geduld</translation>
    </message>
    <message>
        <source>0 (off) to 10,000</source>
        <translation>0 (aus) bis 10.000</translation>
    </message>
    <message>
        <source>Ends the run after so many epochs without a better top-1 (early stopping).</source>
        <translation>Beendet den Lauf nach so vielen Epochen ohne bessere Top-1 (Early Stopping).</translation>
    </message>
    <message>
        <source>In parts</source>
        <translation>In Teilen</translation>
    </message>
    <message>
        <source>a batch</source>
        <translation>je Batch</translation>
    </message>
    <message>
        <source>1 to half the batch</source>
        <translation>1 bis zur halben Batchgröße</translation>
    </message>
    <message>
        <source>Computes a batch in so many parts, for less memory: the same gradient, but batch norm sees a part at a time.</source>
        <translation>Rechnet einen Batch in so vielen Teilen, für weniger Speicher: derselbe Gradient, aber die Batch-Norm sieht je einen Teil.</translation>
    </message>
    <message>
        <source>Flip test</source>
        <translation>Spiegeltest</translation>
    </message>
    <message>
        <source>Validates with the mean of the logits for a picture and its mirror image; takes twice the work.</source>
        <translation>Validiert mit dem Mittel der Logits für ein Bild und sein Spiegelbild; macht doppelte Arbeit.</translation>
    </message>
    <message>
        <source>Alternate</source>
        <translation>Im Wechsel</translation>
    </message>
    <message>
        <source>Mirrors each picture in every other epoch, instead of by chance.</source>
        <translation>Spiegelt jedes Bild in jeder zweiten Epoche statt zufällig.</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>A random box of 2 to 33 % of the picture gets the mean colour.</source>
        <translation>Ein zufälliges Kästchen von 2 bis 33 % des Bildes bekommt die mittlere Farbe.</translation>
    </message>
    <message>
        <source>Mixup</source>
        <translation>Mixup</translation>
    </message>
    <message>
        <source>alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>0 (off) to 10</source>
        <translation>0 (aus) bis 10</translation>
    </message>
    <message>
        <source>Blends pictures and labels of a batch; training top-1 counts the picture&apos;s own label alone.</source>
        <translation>Überblendet Bilder und Labels eines Batches; die Top-1 des Trainings zählt nur das eigene Label.</translation>
    </message>
    <message>
        <source>CutMix</source>
        <translation>CutMix</translation>
    </message>
    <message>
        <source>Puts a box of another picture and its label in; with mixup, each batch takes one of the two.</source>
        <translation>Setzt ein Kästchen eines anderen Bildes samt Label ein; zusammen mit Mixup nimmt jeder Batch eines von beiden.</translation>
    </message>
    <message>
        <source>not in this shape</source>
        <translation>nicht in dieser Form</translation>
    </message>
    <message>
        <source>no average</source>
        <translation>kein Mittel</translation>
    </message>
    <message>
        <source>a picture</source>
        <translation>je Bild</translation>
    </message>
    <message>
        <source>of 30</source>
        <translation>von 30</translation>
    </message>
    <message>
        <source>BlurPool</source>
        <translation>BlurPool</translation>
    </message>
    <message>
        <source>Blurs the input of convolutions that halve the resolution, against aliasing: more accurate, and slower. Weights of one are not right for a network without it.</source>
        <translation>Weichzeichnet, was in Faltungen geht, die die Auflösung halbieren, gegen Aliasing: genauer und langsamer. Gewichte mit BlurPool passen nicht zu einem Netz ohne.</translation>
    </message>
    <message>
        <source>Operations</source>
        <translation>Operationen</translation>
    </message>
    <message>
        <source>Shears, turns, colours and levels that are drawn for each picture: one of random strength (TrivialAugment), or some of one strength (RandAugment).</source>
        <translation>Scherungen, Drehungen, Farben und Tonwerte, die für jedes Bild gezogen werden: eine von zufälliger Stärke (TrivialAugment) oder einige von gleicher Stärke (RandAugment).</translation>
    </message>
    <message>
        <source>1 to 10</source>
        <translation>1 bis 10</translation>
    </message>
    <message>
        <source>Operations of RandAugment on each picture.</source>
        <translation>Operationen von RandAugment auf jedem Bild.</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>Stärke</translation>
    </message>
    <message>
        <source>0 to 30</source>
        <translation>0 bis 30</translation>
    </message>
    <message>
        <source>How far the operations of RandAugment go.</source>
        <translation>Wie weit die Operationen von RandAugment gehen.</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>unbenutzt</translation>
    </message>
    <message>
        <source>Auto augment</source>
        <translation>Auto-Augment</translation>
    </message>
    <message>
        <source>Rate of the head</source>
        <translation>Rate des Kopfs</translation>
    </message>
    <message>
        <source>times</source>
        <translation>mal</translation>
    </message>
    <message>
        <source>Learning rate of the last layer, times that of the others: a new head on weights that have learned goes further.</source>
        <translation>Lernrate der letzten Schicht, als Vielfaches der übrigen: ein neuer Kopf auf Gewichten, die gelernt haben, geht weiter.</translation>
    </message>
    <message>
        <source>Frozen layers</source>
        <translation>Eingefroren</translation>
    </message>
    <message>
        <source>names of state_dict(): conv1, bn1, layer1</source>
        <translation>Namen aus state_dict(): conv1, bn1, layer1</translation>
    </message>
    <message>
        <source>These layers do not learn, and their batch norm keeps its statistics. Only for a run that begins with weights.</source>
        <translation>Diese Schichten lernen nicht, und ihre Batch-Norm behält ihre Statistik. Nur für einen Lauf, der mit Gewichten beginnt.</translation>
    </message>
</context>
<context>
    <name>studio::RecipePage</name>
    <message>
        <source>automatic (%1)</source>
        <translation>automatisch (%1)</translation>
    </message>
    <message>
        <source>Threads that read and decode pictures. Range: 0 (automatic) to 64. Automatic is %1 here: %2. Option: --workers.</source>
        <translation>Threads, die Bilder lesen und dekodieren. Bereich: 0 (automatisch) bis 64. Automatisch sind es hier %1: %2. Option: --workers.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>Vorlagen</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training starten</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>In die Warteschlange</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>Name of the run&apos;s folder; automatic = network, data and date. Option: --run.</source>
        <translation>Name des Laufordners; automatisch = Netz, Daten und Datum. Option: --run.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Decode threads</source>
        <translation>Dekodier-Threads</translation>
    </message>
    <message>
        <source>threads</source>
        <translation>Threads</translation>
    </message>
    <message>
        <source>Trains</source>
        <translation>Trainiert</translation>
    </message>
    <message>
        <source>in this window</source>
        <translation>in diesem Fenster</translation>
    </message>
    <message>
        <source>in the background</source>
        <translation>im Hintergrund</translation>
    </message>
    <message>
        <source>In the background a process without a window trains: it goes on when the studio is closed, when the desktop or the login ends, and any studio can follow and steer it. Automatic takes that way for runs of an hour or more. Option: --background.</source>
        <translation>Im Hintergrund trainiert ein Prozess ohne Fenster: Er geht weiter, wenn das Studio geschlossen wird, wenn der Desktop oder die Anmeldung endet, und jedes Studio kann ihn verfolgen und steuern. Automatisch nimmt diesen Weg für Läufe ab einer Stunde. Option: --background.</translation>
    </message>
    <message>
        <source>automatic (in the background)</source>
        <translation>automatisch (im Hintergrund)</translation>
    </message>
    <message>
        <source>automatic (in this window)</source>
        <translation>automatisch (in diesem Fenster)</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>this recipe, dashed: %1</source>
        <translation>dieses Rezept, gestrichelt: %1</translation>
    </message>
    <message>
        <source>where it started from</source>
        <translation>wovon es ausging</translation>
    </message>
    <message>
        <source>Learning rate by epoch</source>
        <translation>Lernrate über den Epochen</translation>
    </message>
    <message>
        <source>this recipe</source>
        <translation>dieses Rezept</translation>
    </message>
    <message>
        <source>start</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>One training batch</source>
        <translation>Ein Trainings-Batch</translation>
    </message>
    <message>
        <source>as the network gets it</source>
        <translation>wie das Netz ihn bekommt</translation>
    </message>
    <message>
        <source>Another batch</source>
        <translation>Anderer Batch</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s)</source>
        <translation>
            <numerusform>%n Änderung</numerusform>
            <numerusform>%n Änderungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, SGD, %2 over %Ln epoch(s)</source>
        <translation>
            <numerusform>%1, SGD, %2 über %Ln Epoche</numerusform>
            <numerusform>%1, SGD, %2 über %Ln Epochen</numerusform>
        </translation>
    </message>
    <message>
        <source>It is started when those before it have ended and a device is free</source>
        <translation>Er startet, wenn die vor ihm beendet sind und ein Gerät frei ist</translation>
    </message>
    <message>
        <source>A run is training with its own copy of its recipe</source>
        <translation>Ein Lauf trainiert mit seiner eigenen Kopie seines Rezepts</translation>
    </message>
    <message>
        <source>Changes here are for the next run.</source>
        <translation>Änderungen hier gelten für den nächsten Lauf.</translation>
    </message>
    <message>
        <source>See the run</source>
        <translation>Lauf ansehen</translation>
    </message>
    <message numerus="yes">
        <source>Take back %n change(s) to %1</source>
        <translation>
            <numerusform>%n Änderung an %1 zurücknehmen</numerusform>
            <numerusform>%n Änderungen an %1 zurücknehmen</numerusform>
        </translation>
    </message>
    <message>
        <source>What it follows</source>
        <translation>Wem es folgt</translation>
    </message>
    <message>
        <source>Begins with</source>
        <translation>Beginnt mit</translation>
    </message>
</context>
<context>
    <name>studio::Recovery</name>
    <message numerus="yes">
        <source>%Ln step(s)</source>
        <translation>
            <numerusform>%Ln Schritt</numerusform>
            <numerusform>%Ln Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 (about %2)</source>
        <translation>%1 (etwa %2)</translation>
    </message>
    <message>
        <source>Its history cannot be read. Resuming goes on from its newest checkpoint that verifies.</source>
        <translation>Sein Verlauf ist nicht lesbar. Fortsetzen beginnt beim neuesten Checkpoint, der sich prüfen lässt.</translation>
    </message>
    <message>
        <source>Nothing is lost: it had done no step yet, and resuming begins it.</source>
        <translation>Nichts ist verloren: er hatte noch keinen Schritt getan, Fortsetzen beginnt ihn.</translation>
    </message>
    <message>
        <source>It has no checkpoint: resuming begins it anew and repeats %1.</source>
        <translation>Er hat keinen Checkpoint: Fortsetzen beginnt ihn von vorn und wiederholt %1.</translation>
    </message>
    <message>
        <source>Nothing is lost: its newest checkpoint is of its last step, and resuming gives the same result as if nothing had happened.</source>
        <translation>Nichts ist verloren: der neueste Checkpoint ist von seinem letzten Schritt, Fortsetzen führt zum selben Ergebnis, als wäre nichts geschehen.</translation>
    </message>
    <message>
        <source>Its newest checkpoint is of step %1. Resuming from it repeats %2, and gives the same result as if nothing had happened.</source>
        <translation>Der neueste Checkpoint ist von Schritt %1. Fortsetzen wiederholt %2 und führt zum selben Ergebnis, als wäre nichts geschehen.</translation>
    </message>
    <message>
        <source>%1 was interrupted</source>
        <translation>%1 wurde unterbrochen</translation>
    </message>
    <message>
        <source>%1 was interrupted after epoch %2</source>
        <translation>%1 wurde nach Epoche %2 unterbrochen</translation>
    </message>
    <message>
        <source>%1 was interrupted in epoch %2, at step %3</source>
        <translation>%1 wurde in Epoche %2 unterbrochen, bei Schritt %3</translation>
    </message>
    <message>
        <source>The program crashed; what it could say is in %1 in the run&apos;s folder. </source>
        <translation>Das Programm ist abgestürzt; was es noch sagen konnte, steht in %1 im Ordner des Laufs. </translation>
    </message>
    <message>
        <source>Open only</source>
        <translation>Nur öffnen</translation>
    </message>
    <message>
        <source>Open %1 only</source>
        <translation>%1 nur öffnen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Resume %1</source>
        <translation>%1 fortsetzen</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more run(s) were interrupted</source>
        <translation>
            <numerusform>%Ln weiterer Lauf wurde unterbrochen</numerusform>
            <numerusform>%Ln weitere Läufe wurden unterbrochen</numerusform>
        </translation>
    </message>
    <message>
        <source>They are in the list of all runs, and can be resumed there.</source>
        <translation>Sie stehen in der Liste aller Läufe und lassen sich dort fortsetzen.</translation>
    </message>
    <message>
        <source>Show all runs</source>
        <translation>Alle Läufe zeigen</translation>
    </message>
</context>
<context>
    <name>studio::RestoreForm</name>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>a folder that does not exist yet</source>
        <translation>ein Ordner, den es noch nicht gibt</translation>
    </message>
    <message>
        <source>Choose folder...</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>The folder in which the run&apos;s own is made</source>
        <translation>Der Ordner, in dem der eigene des Laufs angelegt wird</translation>
    </message>
    <message>
        <source>As</source>
        <translation>Als</translation>
    </message>
    <message>
        <source>Run folder to make</source>
        <translation>Anzulegender Laufordner</translation>
    </message>
    <message>
        <source>From is the place of one run, as its backup named it: the target, a slash and the run&apos;s name.</source>
        <translation>Von ist der Ort eines Laufs, wie seine Sicherung ihn nannte: das Ziel, ein Schrägstrich und der Name des Laufs.</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Wiederherstellen</translation>
    </message>
    <message>
        <source>Choose the folder for the run</source>
        <translation>Ordner für den Lauf wählen</translation>
    </message>
    <message>
        <source>Say which folder becomes the run, from the root on</source>
        <translation>Sagen Sie, welcher Ordner zum Lauf wird, von der Wurzel an</translation>
    </message>
</context>
<context>
    <name>studio::RunActions</name>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Show curves</source>
        <translation>Kurven zeigen</translation>
    </message>
    <message>
        <source>Clone recipe</source>
        <translation>Rezept klonen</translation>
    </message>
    <message>
        <source>Report...</source>
        <translation>Bericht …</translation>
    </message>
    <message>
        <source>Back up...</source>
        <translation>Sichern …</translation>
    </message>
    <message>
        <source>Open the run&apos;s folder</source>
        <translation>Ordner des Laufs öffnen</translation>
    </message>
    <message>
        <source>Delete this run...</source>
        <translation>Diesen Lauf löschen …</translation>
    </message>
    <message>
        <source>Compare...</source>
        <translation>Vergleichen …</translation>
    </message>
    <message>
        <source>Delete this run</source>
        <translation>Diesen Lauf löschen</translation>
    </message>
    <message>
        <source>No run selected.</source>
        <translation>Kein Lauf ausgewählt.</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>Extend...</source>
        <translation>Verlängern …</translation>
    </message>
    <message>
        <source>There is no run that could go on.</source>
        <translation>Es gibt keinen Lauf, der weitergehen könnte.</translation>
    </message>
    <message>
        <source>This run is shown on the Train page.</source>
        <translation>Dieser Lauf wird auf der Seite Training gezeigt.</translation>
    </message>
    <message>
        <source>A run is training.</source>
        <translation>Ein Lauf trainiert.</translation>
    </message>
    <message>
        <source>A run is being followed. Leave it first.</source>
        <translation>Ein Lauf wird verfolgt. Verlassen Sie ihn zuerst.</translation>
    </message>
    <message>
        <source>Shows its curves and controls; another process trains it</source>
        <translation>Zeigt seine Kurven und Bedienung; ein anderer Prozess trainiert ihn</translation>
    </message>
    <message>
        <source>Trains more epochs than were planned</source>
        <translation>Trainiert mehr Epochen als geplant</translation>
    </message>
    <message>
        <source>Goes on from the newest checkpoint</source>
        <translation>Geht vom neuesten Checkpoint weiter</translation>
    </message>
    <message>
        <source>This run is damaged.</source>
        <translation>Dieser Lauf ist beschädigt.</translation>
    </message>
    <message>
        <source>Shows this run on the Train page</source>
        <translation>Zeigt diesen Lauf auf der Seite Training</translation>
    </message>
    <message>
        <source>Its recipe is being read.</source>
        <translation>Sein Rezept wird gelesen.</translation>
    </message>
    <message>
        <source>A new recipe with the same values</source>
        <translation>Ein neues Rezept mit denselben Werten</translation>
    </message>
    <message>
        <source>Writes all that is known of this run to one file</source>
        <translation>Schreibt alles, was von diesem Lauf bekannt ist, in eine Datei</translation>
    </message>
    <message>
        <source>Copies this run to S3, another machine or a folder</source>
        <translation>Kopiert diesen Lauf nach S3, auf einen anderen Rechner oder in einen Ordner</translation>
    </message>
    <message>
        <source>A trainer owns this run.</source>
        <translation>Ein Trainer besitzt diesen Lauf.</translation>
    </message>
    <message>
        <source>Select two to six runs, with Ctrl or Shift held.</source>
        <translation>Wählen Sie zwei bis sechs Läufe aus, mit Strg oder Umschalt.</translation>
    </message>
    <message>
        <source>Results, recipes and data side by side</source>
        <translation>Ergebnisse, Rezepte und Daten nebeneinander</translation>
    </message>
    <message>
        <source>Several runs are selected. Select the one that is meant.</source>
        <translation>Mehrere Läufe sind ausgewählt. Wählen Sie den gemeinten aus.</translation>
    </message>
    <message>
        <source>This run is not there any more</source>
        <translation>Diesen Lauf gibt es nicht mehr</translation>
    </message>
    <message>
        <source>Nothing was done.</source>
        <translation>Nichts wurde getan.</translation>
    </message>
    <message>
        <source>copy of %1</source>
        <translation>Kopie von %1</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>%1 löschen?</translation>
    </message>
    <message>
        <source>Its curves and checkpoints go for good. This frees %1.</source>
        <translation>Seine Kurven und Checkpoints gehen für immer. Das macht %1 frei.</translation>
    </message>
    <message>
        <source>Delete the run</source>
        <translation>Lauf löschen</translation>
    </message>
    <message>
        <source>Mistakes...</source>
        <translation>Fehler …</translation>
    </message>
    <message>
        <source>What its network takes for what: the confusion matrix</source>
        <translation>Was sein Netz für was hält: die Verwechslungsmatrix</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>Exportieren ...</translation>
    </message>
    <message>
        <source>Writes its network to a file for PyTorch, ONNX Runtime and others</source>
        <translation>Schreibt sein Netz in eine Datei für PyTorch, ONNX Runtime und andere</translation>
    </message>
</context>
<context>
    <name>studio::RunColumns</name>
    <message>
        <source>Reset columns</source>
        <translation>Spalten zurücksetzen</translation>
    </message>
</context>
<context>
    <name>studio::RunDetails</name>
    <message>
        <source>No run selected</source>
        <translation>Kein Lauf ausgewählt</translation>
    </message>
    <message>
        <source>Validation top-1 per epoch, %</source>
        <translation>Validierungs-Top-1 pro Epoche, %</translation>
    </message>
    <message>
        <source>val</source>
        <translation>val</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>Validation top-1, % by epoch</source>
        <translation>Validierungs-Top-1, %, über den Epochen</translation>
    </message>
    <message>
        <source>Deleting</source>
        <translation>Wird gelöscht</translation>
    </message>
    <message>
        <source>%1, %2 px, batch %3, learning rate %4 %5</source>
        <translation>%1, %2 px, Batch %3, Lernrate %4 %5</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation>%1, von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) selected · %1</source>
        <translation>
            <numerusform>%n Lauf gewählt · %1</numerusform>
            <numerusform>%n Läufe gewählt · %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Moving to the trash</source>
        <translation>Kommt in den Papierkorb</translation>
    </message>
</context>
<context>
    <name>studio::RunFacts</name>
    <message>
        <source>%1 (folder %2)</source>
        <translation>%1 (Ordner %2)</translation>
    </message>
</context>
<context>
    <name>studio::RunFileActions</name>
    <message>
        <source>It is in the queue. Take it out there first.</source>
        <translation>Er ist in der Warteschlange. Nehmen Sie ihn dort zuerst heraus.</translation>
    </message>
    <message>
        <source>Name, tags and note...</source>
        <translation>Name, Schlagwörter und Notiz …</translation>
    </message>
    <message>
        <source>Copy the folder&apos;s path</source>
        <translation>Pfad des Ordners kopieren</translation>
    </message>
    <message>
        <source>Move to the trash...</source>
        <translation>In den Papierkorb …</translation>
    </message>
    <message>
        <source>No run selected.</source>
        <translation>Kein Lauf ausgewählt.</translation>
    </message>
    <message>
        <source>What you call it, and what you noted of it</source>
        <translation>Wie Sie ihn nennen und was Sie zu ihm notiert haben</translation>
    </message>
    <message>
        <source>It is being deleted.</source>
        <translation>Er wird gelöscht.</translation>
    </message>
    <message>
        <source>A trainer owns this run.</source>
        <translation>Ein Trainer besitzt diesen Lauf.</translation>
    </message>
    <message>
        <source>A file manager can put it back from there</source>
        <translation>Ein Dateimanager kann ihn von dort zurückholen</translation>
    </message>
    <message>
        <source>Move %1 to the trash?</source>
        <translation>%1 in den Papierkorb verschieben?</translation>
    </message>
    <message>
        <source>A file manager can put it back. Its %1 become free when the trash is emptied.</source>
        <translation>Ein Dateimanager kann ihn zurückholen. Seine %1 werden frei, wenn der Papierkorb geleert wird.</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>In den Papierkorb</translation>
    </message>
    <message>
        <source>It is being moved to the trash.</source>
        <translation>Er wird in den Papierkorb verschoben.</translation>
    </message>
</context>
<context>
    <name>studio::RunReport</name>
    <message>
        <source>The PDF could not be made</source>
        <translation>Die PDF-Datei konnte nicht erzeugt werden</translation>
    </message>
</context>
<context>
    <name>studio::RunState</name>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Unterbrochen</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
</context>
<context>
    <name>studio::RunTable</name>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Best top-1, %</source>
        <translation>Beste Top-1, %</translation>
    </message>
    <message>
        <source>Val top-1</source>
        <translation>Val Top-1</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Active time</source>
        <translation>Aktive Zeit</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Ended early, as its recipe&apos;s patience wants.</source>
        <translation>Früh beendet, wie es die Geduld im Rezept will.</translation>
    </message>
</context>
<context>
    <name>studio::RunTrash</name>
    <message>
        <source>This is not a run folder</source>
        <translation>Dies ist kein Laufordner</translation>
    </message>
    <message>
        <source>It was not moved to the trash.</source>
        <translation>Er wurde nicht in den Papierkorb verschoben.</translation>
    </message>
    <message>
        <source>This run cannot go to the trash</source>
        <translation>Dieser Lauf kann nicht in den Papierkorb</translation>
    </message>
    <message>
        <source>The run is where it was: its volume has no trash that can be used.</source>
        <translation>Der Lauf ist, wo er war: Sein Datenträger hat keinen Papierkorb, der sich benutzen lässt.</translation>
    </message>
    <message>
        <source>Delete the run for good, or move its folder by hand.</source>
        <translation>Löschen Sie den Lauf endgültig oder verschieben Sie seinen Ordner von Hand.</translation>
    </message>
</context>
<context>
    <name>studio::RunWords</name>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>Vorbereitung</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Validating</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Wird angehalten</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>estimating...</source>
        <translation>wird geschätzt …</translation>
    </message>
</context>
<context>
    <name>studio::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Open run...</source>
        <translation>Lauf öffnen …</translation>
    </message>
    <message>
        <source>Choose a run folder</source>
        <translation>Laufordner wählen</translation>
    </message>
    <message>
        <source>Search names, notes, tags</source>
        <translation>Namen, Notizen, Schlagwörter suchen</translation>
    </message>
    <message>
        <source>Also one thing only: tag=baseline, state=failed, or a word of the recipe: batch_size=256</source>
        <translation>Auch nur eines davon: tag=vergleich, state=failed oder ein Wort des Rezepts: batch_size=256</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Needs a look</source>
        <translation>Bitte ansehen</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>Export CSV...</source>
        <translation>CSV exportieren …</translation>
    </message>
    <message>
        <source>The runs that are listed, in their order, with tags and notes</source>
        <translation>Die aufgelisteten Läufe in ihrer Reihenfolge, mit Schlagwörtern und Notizen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message numerus="yes">
        <source>%1  ·  %n run(s), %2  ·  %3 free on this disk</source>
        <translation>
            <numerusform>%1  ·  %n Lauf, %2  ·  %3 frei auf dieser Platte</numerusform>
            <numerusform>%1  ·  %n Läufe, %2  ·  %3 frei auf dieser Platte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n run(s)</source>
        <translation>
            <numerusform>%1 von %n Lauf</numerusform>
            <numerusform>%1 von %n Läufen</numerusform>
        </translation>
    </message>
    <message>
        <source>No run is like that. &quot;Clear filter&quot; lists all again.</source>
        <translation>Kein Lauf ist so. &quot;Filter aufheben&quot; listet wieder alle auf.</translation>
    </message>
    <message>
        <source>No runs yet. Start one on the Recipe page, or open a run folder.</source>
        <translation>Noch keine Läufe. Starten Sie einen auf der Seite Rezept, oder öffnen Sie einen Laufordner.</translation>
    </message>
    <message>
        <source>Export the runs</source>
        <translation>Läufe exportieren</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
</context>
<context>
    <name>studio::SaveDialog</name>
    <message>
        <source>There is such a file already</source>
        <translation>Eine solche Datei gibt es schon</translation>
    </message>
    <message>
        <source>%1 would be replaced.</source>
        <translation>%1 würde ersetzt.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
</context>
<context>
    <name>studio::SearchField</name>
    <message>
        <source>Ctrl+F; Esc clears</source>
        <translation>Strg+F; Esc leert</translation>
    </message>
</context>
<context>
    <name>studio::SensorCurve</name>
    <message>
        <source>%1: %2. In the last minutes between %3 and %4</source>
        <translation>%1: %2. In den letzten Minuten zwischen %3 und %4</translation>
    </message>
</context>
<context>
    <name>studio::SensorPanel</name>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>VRAM</source>
        <translation>VRAM</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Takt</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Platte</translation>
    </message>
</context>
<context>
    <name>studio::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Design</translation>
    </message>
    <message>
        <source>as the desktop</source>
        <translation>wie der Desktop</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>once a second at most, for remote desktops</source>
        <translation>höchstens einmal pro Sekunde, für entfernte Desktops</translation>
    </message>
    <message>
        <source>Curves and figures are drawn</source>
        <translation>Kurven und Zahlen zeichnen</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>A language that is chosen here is spoken from the next start on. Messages of the engine, journals and the guide are in English.</source>
        <translation>Eine hier gewählte Sprache gilt ab dem nächsten Start. Meldungen der Engine, Journale und das Handbuch sind auf Englisch.</translation>
    </message>
    <message>
        <source>Choose...</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>New runs go to</source>
        <translation>Neue Läufe kommen nach</translation>
    </message>
    <message>
        <source>The page Runs lists this folder. Runs elsewhere stay where they are; resnet-train takes its own from RESNET_STUDIO_RUNS or --run.</source>
        <translation>Die Seite Läufe listet diesen Ordner auf. Läufe anderswo bleiben, wo sie sind; resnet-train nimmt seinen eigenen aus RESNET_STUDIO_RUNS oder --run.</translation>
    </message>
    <message>
        <source>in the background if they take an hour or more</source>
        <translation>im Hintergrund, wenn sie eine Stunde oder länger dauern</translation>
    </message>
    <message>
        <source>in this window</source>
        <translation>in diesem Fenster</translation>
    </message>
    <message>
        <source>in the background</source>
        <translation>im Hintergrund</translation>
    </message>
    <message>
        <source>They train</source>
        <translation>Sie trainieren</translation>
    </message>
    <message>
        <source>Choose the folder for new runs</source>
        <translation>Ordner für neue Läufe wählen</translation>
    </message>
    <message>
        <source>In the tray</source>
        <translation>Im Infobereich</translation>
    </message>
    <message>
        <source>an icon that tells how far a run is</source>
        <translation>ein Symbol, das den Stand eines Laufs zeigt</translation>
    </message>
</context>
<context>
    <name>studio::Sidebar</name>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation>Ein Modell trainieren</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Use the results</source>
        <translation>Ergebnisse nutzen</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>Klassifizieren</translation>
    </message>
</context>
<context>
    <name>studio::SpaceExamples</name>
    <message>
        <source>Choose pictures...</source>
        <translation>Bilder wählen …</translation>
    </message>
    <message>
        <source>Pictures that the page offers to try. They are copied as they are, with the place and time that a camera may have written into them.</source>
        <translation>Bilder, die die Seite zum Ausprobieren anbietet. Sie werden kopiert, wie sie sind, mit Ort und Zeit, die eine Kamera vielleicht hineingeschrieben hat.</translation>
    </message>
    <message>
        <source>The licence of these pictures, as everybody will read it.</source>
        <translation>Die Lizenz dieser Bilder, wie alle sie lesen werden.</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Their licence</source>
        <translation>Ihre Lizenz</translation>
    </message>
    <message>
        <source>Say under which licence the pictures are.</source>
        <translation>Nennen Sie die Lizenz der Bilder.</translation>
    </message>
    <message>
        <source>Choose pictures</source>
        <translation>Bilder wählen</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.JPEG *.JPG)</source>
        <translation>Bilder (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.JPEG *.JPG)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::StartPage</name>
    <message>
        <source>Welcome to ResNet Studio</source>
        <translation>Willkommen bei ResNet Studio</translation>
    </message>
    <message>
        <source>From a folder of pictures to a trained network, on this machine. Nothing leaves it.</source>
        <translation>Von einem Ordner voller Bilder zu einem trainierten Netz, auf diesem Rechner. Nichts verlässt ihn.</translation>
    </message>
    <message>
        <source>Choose folder...</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>Make the sample</source>
        <translation>Beispiel machen</translation>
    </message>
    <message>
        <source>Open run...</source>
        <translation>Lauf öffnen …</translation>
    </message>
    <message>
        <source>Open a picture folder</source>
        <translation>Bilderordner öffnen</translation>
    </message>
    <message>
        <source>One folder per class, or a train and a val folder. Drop it anywhere in this window.</source>
        <translation>Ein Ordner pro Klasse oder ein train- und ein val-Ordner. Irgendwo in diesem Fenster ablegen.</translation>
    </message>
    <message>
        <source>Try the sample project</source>
        <translation>Beispielprojekt versuchen</translation>
    </message>
    <message>
        <source>Draws 2,900 pictures of ten shapes, then trains a small ResNet on them. A few minutes.</source>
        <translation>Zeichnet 2.900 Bilder von zehn Formen und trainiert dann ein kleines ResNet damit. Einige Minuten.</translation>
    </message>
    <message>
        <source>Open a run</source>
        <translation>Lauf öffnen</translation>
    </message>
    <message>
        <source>Curves and checkpoints of an earlier run: resume it, look at it, classify with it.</source>
        <translation>Kurven und Checkpoints eines früheren Laufs: fortsetzen, ansehen, damit klassifizieren.</translation>
    </message>
    <message>
        <source>What happens then</source>
        <translation>Was dann geschieht</translation>
    </message>
    <message>
        <source>Counts classes and pictures, finds broken files before they cost you a night.</source>
        <translation>Zählt Klassen und Bilder und findet kaputte Dateien, bevor sie eine Nacht kosten.</translation>
    </message>
    <message>
        <source>A preset to start from, every value explained, what it takes in figures.</source>
        <translation>Eine Vorlage zum Beginnen, jeder Wert erklärt, der Aufwand in Zahlen.</translation>
    </message>
    <message>
        <source>Live curves, exact resume, checkpoints that are verified before they are used.</source>
        <translation>Kurven live, exaktes Fortsetzen, Checkpoints, die vor der Benutzung geprüft werden.</translation>
    </message>
    <message>
        <source>Drop a picture, see the answer and the crop the network saw.</source>
        <translation>Ein Bild ablegen, die Antwort sehen und den Ausschnitt, den das Netz sah.</translation>
    </message>
    <message>
        <source>Recent runs</source>
        <translation>Letzte Läufe</translation>
    </message>
    <message>
        <source>Welcome back</source>
        <translation>Willkommen zurück</translation>
    </message>
    <message>
        <source>%1 trains in the background</source>
        <translation>%1 trainiert im Hintergrund</translation>
    </message>
    <message>
        <source>Following it shows its curves and lets you pause, save and stop it.</source>
        <translation>Verfolgen zeigt seine Kurven; Sie können ihn pausieren, speichern und anhalten.</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>Choose a picture folder</source>
        <translation>Bilderordner wählen</translation>
    </message>
    <message>
        <source>Choose a run folder</source>
        <translation>Laufordner wählen</translation>
    </message>
    <message>
        <source>Begin something new</source>
        <translation>Etwas Neues beginnen</translation>
    </message>
    <message>
        <source>Open a picture folder...</source>
        <translation>Bildordner öffnen …</translation>
    </message>
    <message>
        <source>Open a run...</source>
        <translation>Lauf öffnen …</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>Klassifizieren</translation>
    </message>
    <message numerus="yes">
        <source>All %n run(s)</source>
        <translation>
            <numerusform>%n Lauf</numerusform>
            <numerusform>Alle %n Läufe</numerusform>
        </translation>
    </message>
    <message>
        <source>Also: drop a picture folder, pictures, a run folder or a file of weights anywhere in this window.</source>
        <translation>Auch möglich: Bilderordner, Bilder, einen Laufordner oder eine Datei mit Gewichten irgendwo in diesem Fenster ablegen.</translation>
    </message>
</context>
<context>
    <name>studio::StatusStrip</name>
    <message>
        <source>Card in use</source>
        <translation>Karte in Gebrauch</translation>
    </message>
    <message>
        <source>Memory of the card</source>
        <translation>Speicher der Karte</translation>
    </message>
    <message>
        <source>%1 °C · %2 W</source>
        <translation>%1 °C · %2 W</translation>
    </message>
    <message>
        <source>Processor in use</source>
        <translation>Prozessor in Gebrauch</translation>
    </message>
    <message>
        <source>Memory in use</source>
        <translation>Speicher in Gebrauch</translation>
    </message>
    <message>
        <source>Disk of the runs folder</source>
        <translation>Platte des Ordners der Läufe</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 frei</translation>
    </message>
</context>
<context>
    <name>studio::StepShare</name>
    <message>
        <source>Nothing measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>Waiting for pictures</source>
        <translation>Warten auf Bilder</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>Rechnen</translation>
    </message>
    <message>
        <source>Pictures to the network</source>
        <translation>Bilder ans Netz</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vorwärts</translation>
    </message>
    <message>
        <source>Backward</source>
        <translation>Rückwärts</translation>
    </message>
    <message>
        <source>Other ranks</source>
        <translation>Andere Prozesse</translation>
    </message>
    <message>
        <source>Optimiser</source>
        <translation>Optimierer</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>part of a step, share</comment>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>studio::Studio</name>
    <message>
        <source>Report of %1</source>
        <translation>Bericht von %1</translation>
    </message>
    <message>
        <source>Curves, recipe, data, timings, faults and checkpoints in one file.</source>
        <translation>Kurven, Rezept, Daten, Zeiten, Störungen und Checkpoints in einer Datei.</translation>
    </message>
    <message>
        <source>Save as web page...</source>
        <translation>Als Webseite speichern …</translation>
    </message>
    <message>
        <source>Save as PDF...</source>
        <translation>Als PDF speichern …</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>Webseite (*.html)</translation>
    </message>
    <message>
        <source>The report is written</source>
        <translation>Der Bericht ist geschrieben</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>The disk has not answered yet</source>
        <translation>Die Platte hat noch nicht geantwortet</translation>
    </message>
    <message>
        <source>It is opened as soon as it is known what it is.</source>
        <translation>Es wird geöffnet, sobald bekannt ist, was es ist.</translation>
    </message>
    <message>
        <source>Check whether the volume is there.</source>
        <translation>Sehen Sie nach, ob das Laufwerk da ist.</translation>
    </message>
    <message>
        <source>The window is closing.</source>
        <translation>Das Fenster schließt gerade.</translation>
    </message>
    <message>
        <source>A run in the background is followed. Stop following it to start another one.</source>
        <translation>Ein Lauf im Hintergrund wird verfolgt. Beenden Sie das Verfolgen, um einen anderen zu starten.</translation>
    </message>
    <message>
        <source>A run is training. The next one can start when it has ended.</source>
        <translation>Ein Lauf trainiert. Der nächste kann starten, wenn er beendet ist.</translation>
    </message>
    <message>
        <source>Choose pictures on the Data page first.</source>
        <translation>Wählen Sie zuerst Bilder auf der Seite Daten.</translation>
    </message>
    <message>
        <source>The name of a run is one folder name, without a slash.</source>
        <translation>Der Name eines Laufs ist ein Ordnername ohne Schrägstrich.</translation>
    </message>
    <message>
        <source>Training cannot start</source>
        <translation>Das Training kann nicht starten</translation>
    </message>
    <message>
        <source>Another run is training</source>
        <translation>Ein anderer Lauf trainiert</translation>
    </message>
    <message>
        <source>Stop following it, then resume this one.</source>
        <translation>Beenden Sie das Verfolgen, und setzen Sie dann diesen fort.</translation>
    </message>
    <message>
        <source>Resume this one when it has ended.</source>
        <translation>Setzen Sie diesen fort, wenn er beendet ist.</translation>
    </message>
    <message>
        <source>A run is training</source>
        <translation>Ein Lauf trainiert</translation>
    </message>
    <message>
        <source>Make the sample when it has ended.</source>
        <translation>Machen Sie das Beispiel, wenn er beendet ist.</translation>
    </message>
    <message>
        <source>This cannot be used here</source>
        <translation>Das kann hier nicht benutzt werden</translation>
    </message>
    <message>
        <source>This run cannot be queued</source>
        <translation>Dieser Lauf kann nicht in die Warteschlange</translation>
    </message>
    <message>
        <source>Fetching %1</source>
        <translation>%1 wird geholt</translation>
    </message>
    <message>
        <source>Unpacking %1</source>
        <translation>%1 wird entpackt</translation>
    </message>
    <message>
        <source>What is there stays, and the page Get pictures goes on from there later.</source>
        <translation>Was da ist, bleibt, und die Seite Bilder holen macht später dort weiter.</translation>
    </message>
    <message>
        <source>Packing %1</source>
        <translation>%1 wird gepackt</translation>
    </message>
    <message>
        <source>What is packed stays, and the page Data goes on from there later.</source>
        <translation>Was gepackt ist, bleibt, und die Seite Daten macht später dort weiter.</translation>
    </message>
    <message>
        <source>Deleting %1</source>
        <translation>%1 wird gelöscht</translation>
    </message>
    <message>
        <source>A run that is not deleted by then stays in the list and can be deleted again.</source>
        <translation>Ein Lauf, der bis dahin nicht gelöscht ist, bleibt in der Liste und kann noch einmal gelöscht werden.</translation>
    </message>
    <message>
        <source>Writing %1</source>
        <translation>%1 wird geschrieben</translation>
    </message>
    <message>
        <source>A file that is not written by then stays as it was.</source>
        <translation>Eine Datei, die bis dahin nicht geschrieben ist, bleibt, wie sie war.</translation>
    </message>
    <message>
        <source>Backing up %1</source>
        <translation>%1 wird gesichert</translation>
    </message>
    <message>
        <source>Restoring %1</source>
        <translation>%1 wird wiederhergestellt</translation>
    </message>
    <message>
        <source>What has arrived stays; the same once more goes on from there.</source>
        <translation>Was angekommen ist, bleibt; dieselbe noch einmal macht dort weiter.</translation>
    </message>
    <message>
        <source>Changing the queue</source>
        <translation>Die Warteschlange wird geändert</translation>
    </message>
    <message>
        <source>What is not in its file by then is not in the queue.</source>
        <translation>Was bis dahin nicht in ihrer Datei ist, ist nicht in der Warteschlange.</translation>
    </message>
    <message>
        <source>%1 was not backed up</source>
        <translation>%1 wurde nicht gesichert</translation>
    </message>
    <message>
        <source>The file has been changed since it was read</source>
        <translation>Die Datei wurde geändert, seit sie gelesen wurde</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>Es wurde nichts geschrieben.</translation>
    </message>
    <message>
        <source>Save under another name, or choose this file there to write over it; opening it takes what it holds now.</source>
        <translation>Unter anderem Namen speichern oder dort diese Datei wählen, um sie zu überschreiben; Öffnen übernimmt, was sie jetzt enthält.</translation>
    </message>
    <message numerus="yes">
        <source>%n backup(s) that wait</source>
        <translation>
            <numerusform>%n wartende Sicherung</numerusform>
            <numerusform>%n wartende Sicherungen</numerusform>
        </translation>
    </message>
    <message>
        <source>They are not made then; the journal of their runs says so.</source>
        <translation>Sie werden dann nicht gemacht; das steht im Journal ihrer Läufe.</translation>
    </message>
    <message>
        <source>The recipe is being measured. Cancel that first, or wait for it.</source>
        <translation>Das Rezept wird gemessen. Brechen Sie das zuerst ab, oder warten Sie darauf.</translation>
    </message>
    <message>
        <source>Drop a picture folder, pictures, an archive of them, a run folder or a file of weights.</source>
        <translation>Legen Sie einen Bilderordner, Bilder, ein Archiv davon, einen Laufordner oder eine Datei mit Gewichten ab.</translation>
    </message>
    <message>
        <source>The weights to begin with are still being read.</source>
        <translation>Die Gewichte, mit denen begonnen wird, werden noch gelesen.</translation>
    </message>
    <message>
        <source>The weights to begin with, %1, cannot be read. Choose them again, others, or random weights.</source>
        <translation>Die Gewichte, mit denen begonnen wird (%1), sind nicht lesbar. Wählen Sie sie noch einmal, andere oder zufällige Gewichte.</translation>
    </message>
    <message>
        <source>Moving %1 to the trash</source>
        <translation>%1 wird in den Papierkorb verschoben</translation>
    </message>
    <message>
        <source>A run that is not there by then stays in the list.</source>
        <translation>Ein Lauf, der bis dahin nicht dort ist, bleibt in der Liste.</translation>
    </message>
</context>
<context>
    <name>studio::TrainAlerts</name>
    <message>
        <source>This run can be looked at only</source>
        <translation>Dieser Lauf kann nur angesehen werden</translation>
    </message>
    <message>
        <source>The run goes on, but needs you</source>
        <translation>Der Lauf geht weiter, braucht aber Sie</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>This run has about %1 to go, and ends with this window</source>
        <translation>Dieser Lauf hat noch etwa %1 vor sich und endet mit diesem Fenster</translation>
    </message>
    <message>
        <source>In the background it goes on without window, desktop and login; this studio follows it.</source>
        <translation>Im Hintergrund geht er ohne Fenster, Desktop und Anmeldung weiter; dieses Studio verfolgt ihn.</translation>
    </message>
    <message>
        <source>Move to background</source>
        <translation>In den Hintergrund verlegen</translation>
    </message>
    <message>
        <source>Use batch size %1</source>
        <translation>Batchgröße %1 nehmen</translation>
    </message>
</context>
<context>
    <name>studio::TrainDetails</name>
    <message>
        <source>Where a step goes</source>
        <translation>Wohin ein Schritt geht</translation>
    </message>
    <message>
        <source>Journal</source>
        <translation>Journal</translation>
    </message>
    <message>
        <source>Only what someone should look at</source>
        <translation>Nur, was jemand ansehen sollte</translation>
    </message>
    <message>
        <source>Sensors</source>
        <translation>Sensoren</translation>
    </message>
    <message>
        <source>Curves of the last minutes</source>
        <translation>Kurven der letzten Minuten</translation>
    </message>
    <message>
        <source>Computing, as measured up to step %1: %2</source>
        <translation>Rechnen, gemessen bis Schritt %1: %2</translation>
    </message>
</context>
<context>
    <name>studio::TrainEmpty</name>
    <message>
        <source>Nothing is training yet</source>
        <translation>Noch trainiert nichts</translation>
    </message>
    <message>
        <source>A run needs three things. Curves and figures appear here from the first step on.</source>
        <translation>Ein Lauf braucht drei Dinge. Kurven und Zahlen erscheinen hier ab dem ersten Schritt.</translation>
    </message>
    <message>
        <source>Choose pictures</source>
        <translation>Bilder wählen</translation>
    </message>
    <message>
        <source>Change the recipe</source>
        <translation>Rezept ändern</translation>
    </message>
    <message>
        <source>Choose a device</source>
        <translation>Gerät wählen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training starten</translation>
    </message>
    <message>
        <source>No picture folder chosen</source>
        <translation>Kein Bilderordner gewählt</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 in %Ln class(es)</source>
        <translation>
            <numerusform>%1: %2 in %Ln Klasse</numerusform>
            <numerusform>%1: %2 in %Ln Klassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln picture(s)</source>
        <translation>
            <numerusform>%Ln Bild</numerusform>
            <numerusform>%Ln Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>No device found</source>
        <translation>Kein Gerät gefunden</translation>
    </message>
    <message>
        <source>: fine for small pictures</source>
        <translation>: genügt für kleine Bilder</translation>
    </message>
    <message numerus="yes">
        <source>%1: %2, %n epoch(s), batch %3</source>
        <translation>
            <numerusform>%1: %2, %n Epoche, Batch %3</numerusform>
            <numerusform>%1: %2, %n Epochen, Batch %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::TrainExtend</name>
    <message numerus="yes">
        <source>It has trained %1 of %n epoch(s). The schedule is stretched to the new end, so the learning rate rises again first.</source>
        <translation>
            <numerusform>Er hat %1 von %n Epoche trainiert. Der Zeitplan wird auf das neue Ende gedehnt, die Lernrate steigt also zuerst wieder.</numerusform>
            <numerusform>Er hat %1 von %n Epochen trainiert. Der Zeitplan wird auf das neue Ende gedehnt, die Lernrate steigt also zuerst wieder.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n epoch(s) more, %1 in all</source>
        <translation>
            <numerusform>%n Epoche mehr, %1 insgesamt</numerusform>
            <numerusform>%n Epochen mehr, %1 insgesamt</numerusform>
        </translation>
    </message>
    <message>
        <source>Extend %1</source>
        <translation>%1 verlängern</translation>
    </message>
    <message>
        <source>Another number...</source>
        <translation>Andere Zahl …</translation>
    </message>
    <message>
        <source>Epochs in all</source>
        <translation>Epochen insgesamt</translation>
    </message>
</context>
<context>
    <name>studio::TrainMarks</name>
    <message>
        <source>resumed</source>
        <translation>fortgesetzt</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
</context>
<context>
    <name>studio::TrainPage</name>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Classify</source>
        <translation>Klassifizieren</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Extend...</source>
        <translation>Verlängern …</translation>
    </message>
    <message>
        <source>Trains more epochs than were planned</source>
        <translation>Trainiert mehr Epochen als geplant</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Opening the run</source>
        <translation>Lauf wird geöffnet</translation>
    </message>
    <message>
        <source>Opening %1...</source>
        <translation>%1 wird geöffnet …</translation>
    </message>
    <message>
        <source>Its history is being read. A run of many steps takes a few seconds.</source>
        <translation>Sein Verlauf wird gelesen. Bei vielen Schritten dauert das einige Sekunden.</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Wird geöffnet</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nichts läuft</translation>
    </message>
    <message>
        <source>%1, stops after this epoch</source>
        <translation>%1, hält nach dieser Epoche an</translation>
    </message>
    <message>
        <source>batch %1</source>
        <translation>Batch %1</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>runs in the background</source>
        <translation>läuft im Hintergrund</translation>
    </message>
    <message>
        <source>runs in this window</source>
        <translation>läuft in diesem Fenster</translation>
    </message>
    <message>
        <source>After this epoch (%1), or now (%2)</source>
        <translation>Nach dieser Epoche (%1) oder jetzt (%2)</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>Shows what its process does, and steers it</source>
        <translation>Zeigt, was sein Prozess tut, und steuert ihn</translation>
    </message>
    <message>
        <source>Goes on from the newest checkpoint, with the same result as without the break</source>
        <translation>Geht vom neuesten Checkpoint weiter, mit demselben Ergebnis wie ohne Unterbrechung</translation>
    </message>
    <message>
        <source>Validate now</source>
        <translation>Jetzt validieren</translation>
    </message>
    <message>
        <source>Change the plan</source>
        <translation>Plan ändern</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
</context>
<context>
    <name>studio::TrainPlots</name>
    <message>
        <source>train</source>
        <translation>train</translation>
    </message>
    <message>
        <source>val</source>
        <translation>val</translation>
    </message>
    <message>
        <source>x axis</source>
        <translation>x-Achse</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Smoothing of the curves per epoch</source>
        <translation>Glättung der Kurven pro Epoche</translation>
    </message>
    <message>
        <source>Exponential smoothing of the curves per epoch; 0 shows them as measured</source>
        <translation>Exponentielle Glättung der Kurven pro Epoche; 0 zeigt sie, wie gemessen</translation>
    </message>
    <message>
        <source>Log y</source>
        <translation>Log y</translation>
    </message>
    <message>
        <source>Logarithmic losses (L on a plot)</source>
        <translation>Losses logarithmisch (L auf einer Kurve)</translation>
    </message>
    <message>
        <source>Clip outliers</source>
        <translation>Ausreißer kappen</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Mitlaufen</translation>
    </message>
    <message>
        <source>Keeps the newest point in view (F on a plot); off holds the view, as a zoom does</source>
        <translation>Hält den neuesten Punkt im Bild (F auf einer Kurve); aus hält die Ansicht fest, wie ein Zoom</translation>
    </message>
    <message>
        <source>Top-1 accuracy, %</source>
        <translation>Top-1-Genauigkeit, %</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Loss</translation>
    </message>
    <message>
        <source>Loss per step</source>
        <translation>Loss pro Schritt</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Speed, img/s</source>
        <translation>Geschwindigkeit, Bilder/s</translation>
    </message>
    <message>
        <source>after the first epoch</source>
        <translation>nach der ersten Epoche</translation>
    </message>
    <message>
        <source>each step</source>
        <translation>jeder Schritt</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>geglättet</translation>
    </message>
    <message>
        <source>planned</source>
        <translation>geplant</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>img/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message>
        <source>best %1 · epoch %2</source>
        <translation>beste %1 · Epoche %2</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Active time</source>
        <translation>Aktive Zeit</translation>
    </message>
    <message>
        <source>Wall time</source>
        <translation>Uhrzeit</translation>
    </message>
    <message>
        <source>val top-5</source>
        <translation>val Top-5</translation>
    </message>
    <message>
        <source>Top-5 accuracy too</source>
        <translation>Auch Top-5-Genauigkeit</translation>
    </message>
    <message>
        <source>Over epochs</source>
        <translation>Über Epochen</translation>
    </message>
    <message>
        <source>Over steps</source>
        <translation>Über Schritte</translation>
    </message>
    <message>
        <source>Over hours of training; pauses and validation do not count</source>
        <translation>Über Stunden des Trainings; Pausen und Validierung zählen nicht</translation>
    </message>
    <message>
        <source>Over hours since the start; where the run stood still there is a gap</source>
        <translation>Über Stunden seit dem Start; wo der Lauf stillstand, ist eine Lücke</translation>
    </message>
    <message>
        <source>How often the right class is among the five most likely ones</source>
        <translation>Wie oft die richtige Klasse unter den fünf wahrscheinlichsten ist</translation>
    </message>
    <message>
        <source>Of five classes or fewer the right one is always among the first five</source>
        <translation>Bei höchstens fünf Klassen ist die richtige immer unter den ersten fünf</translation>
    </message>
    <message>
        <source>Top-1 and top-5 accuracy, %</source>
        <translation>Top-1- und Top-5-Genauigkeit, %</translation>
    </message>
    <message>
        <source>abandoned</source>
        <translation>aufgegeben</translation>
    </message>
    <message>
        <source>This run does not tell at what time it was trained.</source>
        <translation>Dieser Lauf sagt nicht, wann er trainiert wurde.</translation>
    </message>
    <message>
        <source>This run does not tell how long its steps took.</source>
        <translation>Dieser Lauf sagt nicht, wie lange seine Schritte dauerten.</translation>
    </message>
    <message>
        <source>hours of training</source>
        <translation>Stunden Training</translation>
    </message>
    <message>
        <source>hours since the start</source>
        <translation>Stunden seit dem Start</translation>
    </message>
    <message>
        <source>It is not known how many classes the run has</source>
        <translation>Wie viele Klassen der Lauf hat, ist nicht bekannt</translation>
    </message>
    <message>
        <source>average</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>The moving average of the weights; val is of the weights themselves</source>
        <translation>Das gleitende Mittel der Gewichte; val gilt den Gewichten selbst</translation>
    </message>
    <message>
        <source>Leaves the lowest and the highest hundredth of what is in view out of the range; of few points those far from the others</source>
        <translation>Lässt das unterste und das oberste Hundertstel des Sichtbaren aus dem Wertebereich; bei wenigen Punkten die, die weit von den anderen liegen</translation>
    </message>
</context>
<context>
    <name>studio::TrainTiles</name>
    <message>
        <source>Best top-1 (val)</source>
        <translation>Beste Top-1 (val)</translation>
    </message>
    <message>
        <source>Last top-1 (val)</source>
        <translation>Letzte Top-1 (val)</translation>
    </message>
    <message>
        <source>Train loss</source>
        <translation>Trainings-Loss</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Finishes</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>cost %1 of %2</source>
        <translation>Kosten %1 von %2</translation>
    </message>
    <message>
        <source>cost %1</source>
        <translation>Kosten %1</translation>
    </message>
    <message>
        <source>The card used %1 while the run trained.</source>
        <translation>Die Karte verbrauchte %1, während der Lauf trainierte.</translation>
    </message>
    <message>
        <source>About %1 at the end.</source>
        <translation>Am Ende etwa %1.</translation>
    </message>
    <message>
        <source>%1 more in pauses.</source>
        <translation>%1 mehr in Pausen.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n epoch(s)</source>
        <translation>
            <numerusform>%1 von %n Epoche</numerusform>
            <numerusform>%1 von %n Epochen</numerusform>
        </translation>
    </message>
    <message>
        <source>estimating the rest</source>
        <translation>der Rest wird geschätzt</translation>
    </message>
    <message>
        <source>%1 to go</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>Epoch %1 of %2</source>
        <translation>Epoche %1 von %2</translation>
    </message>
    <message>
        <source>%1  ·  %2 done, %3</source>
        <translation>%1  ·  %2 fertig, %3</translation>
    </message>
    <message>
        <source>Step %1 of %2</source>
        <translation>Schritt %1 von %2</translation>
    </message>
    <message>
        <source>%1  ·  %2 to validation</source>
        <translation>%1  ·  %2 bis zur Validierung</translation>
    </message>
    <message>
        <source>Validating epoch %1</source>
        <translation>Epoche %1 wird validiert</translation>
    </message>
    <message>
        <source>after the first epoch</source>
        <translation>nach der ersten Epoche</translation>
    </message>
    <message>
        <source>epoch %1, checkpoint kept</source>
        <translation>Epoche %1, Checkpoint behalten</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>Epoche %1</translation>
    </message>
    <message>
        <source>the best so far</source>
        <translation>die bisher beste</translation>
    </message>
    <message>
        <source>%1 vs best</source>
        <translation>%1 zur besten</translation>
    </message>
    <message>
        <source>val %1</source>
        <translation>val %1</translation>
    </message>
    <message>
        <source>of the last step</source>
        <translation>des letzten Schritts</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation>%1, von %2</translation>
    </message>
    <message>
        <source>%1 before the pause</source>
        <translation>%1 vor der Pause</translation>
    </message>
    <message>
        <source>%1 per step</source>
        <translation>%1 pro Schritt</translation>
    </message>
    <message>
        <source>in the last epoch</source>
        <translation>in der letzten Epoche</translation>
    </message>
    <message>
        <source>Active time</source>
        <translation>Aktive Zeit</translation>
    </message>
    <message>
        <source>last epoch %1</source>
        <translation>letzte Epoche %1</translation>
    </message>
    <message>
        <source>if continued now</source>
        <translation>wenn es jetzt weitergeht</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in %1</translation>
    </message>
    <message>
        <source>img/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
    <message>
        <source>That was measured for %1 of %2: at least so much was used.</source>
        <translation>Gemessen wurde das für %1 von %2: Mindestens so viel wurde verbraucht.</translation>
    </message>
    <message>
        <source>At least %1 at the end.</source>
        <translation>Am Ende mindestens %1.</translation>
    </message>
    <message>
        <source>known once the speed is steady</source>
        <translation>sobald das Tempo feststeht</translation>
    </message>
</context>
<context>
    <name>studio::TrainingSession</name>
    <message>
        <source>Starting a process that trains in the background</source>
        <translation>Ein Prozess wird gestartet, der im Hintergrund trainiert</translation>
    </message>
</context>
<context>
    <name>studio::TrayIcon</name>
    <message>
        <source>&amp;Show the window</source>
        <translation>&amp;Fenster zeigen</translation>
    </message>
</context>
<context>
    <name>studio::VolumeTile</name>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>%1: not known. The volume of the run does not answer</source>
        <translation>%1: unbekannt. Der Datenträger des Laufs antwortet nicht</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>%1 frei</translation>
    </message>
    <message>
        <source>%1: %2 of %3. It is the volume that the run writes to</source>
        <translation>%1: %2 von %3. Auf diesen Datenträger schreibt der Lauf</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
</context>
<context>
    <name>studio::WeightsImport</name>
    <message>
        <source>%1: %2 Choose a list with one class a line, in the order of the last layer.</source>
        <translation>%1: %2 Wählen Sie eine Liste mit einer Klasse je Zeile, in der Reihenfolge der letzten Schicht.</translation>
    </message>
    <message>
        <source>Choose the list...</source>
        <translation>Liste wählen …</translation>
    </message>
    <message>
        <source>Those of ImageNet-1k</source>
        <translation>Die von ImageNet-1k</translation>
    </message>
    <message>
        <source>The classes of these weights</source>
        <translation>Die Klassen dieser Gewichte</translation>
    </message>
    <message>
        <source>Lists (*.txt *.json *.csv)</source>
        <translation>Listen (*.txt *.json *.csv)</translation>
    </message>
    <message>
        <source>%1 was imported; this was assumed or left out</source>
        <translation>%1 wurde importiert; das wurde angenommen oder weggelassen</translation>
    </message>
    <message>
        <source>Classify pictures</source>
        <translation>Bilder klassifizieren</translation>
    </message>
    <message>
        <source>The run is in the list already. An option that is named here is one of the command line: resnet-train import FILE RUN --set KEY=VALUE.</source>
        <translation>Der Lauf steht schon in der Liste. Eine Option, die hier genannt wird, ist eine der Befehlszeile: resnet-train import DATEI LAUF --set SCHLÜSSEL=WERT.</translation>
    </message>
</context>
<context>
    <name>studio::WindowStatus</name>
    <message>
        <source>Recent work</source>
        <translation>Letzte Arbeit</translation>
    </message>
    <message>
        <source>epoch %1/%2</source>
        <translation>Epoche %1/%2</translation>
    </message>
    <message>
        <source>step %1/%2</source>
        <translation>Schritt %1/%2</translation>
    </message>
    <message>
        <source>Epoch %1 of %2</source>
        <translation>Epoche %1 von %2</translation>
    </message>
    <message>
        <source>Stops after this epoch</source>
        <translation>Hält nach dieser Epoche an</translation>
    </message>
    <message>
        <source>If continued: %1</source>
        <translation>Falls fortgesetzt: %1</translation>
    </message>
    <message>
        <source>Finishes %1</source>
        <translation>Fertig %1</translation>
    </message>
    <message>
        <source>Nothing is running</source>
        <translation>Nichts läuft</translation>
    </message>
    <message>
        <source>checkpoint saved %1</source>
        <translation>Checkpoint gespeichert %1</translation>
    </message>
    <message>
        <source>Failed - %1 - %2</source>
        <translation>Fehlgeschlagen - %1 - %2</translation>
    </message>
    <message>
        <source>Paused - %1 - %2</source>
        <translation>Pausiert - %1 - %2</translation>
    </message>
    <message>
        <source>%1 - %2 - %3</source>
        <translation>%1 - %2 - %3</translation>
    </message>
    <message>
        <source>%1 - epoch %2/%3 - %4 - %5</source>
        <translation>%1 - Epoche %2/%3 - %4 - %5</translation>
    </message>
    <message>
        <source>Nothing chosen yet</source>
        <translation>Noch nichts gewählt</translation>
    </message>
    <message>
        <source>Drawing %1</source>
        <translation>%1 wird gezeichnet</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>%1 wird gelesen</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>Nicht benutzbar</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %Ln class(es)</source>
        <translation>
            <numerusform>%1 · %Ln Klasse</numerusform>
            <numerusform>%1 · %Ln Klassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n edit(s)</source>
        <translation>
            <numerusform>%1 · %n Änderung</numerusform>
            <numerusform>%1 · %n Änderungen</numerusform>
        </translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>Noch keine Läufe</translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s) · %1</source>
        <translation>
            <numerusform>%Ln Lauf · %1</numerusform>
            <numerusform>%Ln Läufe · %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>Wird geladen</translation>
    </message>
    <message>
        <source>°C</source>
        <translation>°C</translation>
    </message>
    <message>
        <source>Its limit is %1</source>
        <translation>Ihre Grenze ist %1</translation>
    </message>
    <message>
        <source>Its clock is held back: %1</source>
        <translation>Ihr Takt wird gebremst: %1</translation>
    </message>
    <message>
        <source>Card: %1</source>
        <translation>Karte: %1</translation>
    </message>
    <message>
        <source>%1, %2 - %3</source>
        <translation>%1, %2 - %3</translation>
    </message>
    <message>
        <source>%1 - %2</source>
        <translation>%1 - %2</translation>
    </message>
    <message>
        <source>Disk of the run</source>
        <translation>Datenträger des Laufs</translation>
    </message>
    <message>
        <source>Disk of the runs folder</source>
        <translation>Platte des Ordners der Läufe</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Willkommen</translation>
    </message>
    <message>
        <source>Its end is not known yet</source>
        <translation>Ende noch nicht bekannt</translation>
    </message>
    <message>
        <source>best · epoch %1</source>
        <translation>bestes · Epoche %1</translation>
    </message>
    <message>
        <source>last · epoch %1</source>
        <translation>letztes · Epoche %1</translation>
    </message>
    <message>
        <source>Drop a picture</source>
        <translation>Ein Bild ablegen</translation>
    </message>
    <message>
        <source>Needs a trained network</source>
        <translation>Braucht ein trainiertes Netz</translation>
    </message>
</context>
</TS>
